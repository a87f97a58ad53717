import { dnsLabel, domainName, idSchema, ipv4, ipv4Cidr } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment } from './endpoint.ts'

export const networkView = z.object({
  id: idSchema<'network'>(),
  labId: idSchema<'lab'>(),
  name: z.string(),
  cidr: z.string(),
  gateway: z.string(),
  domain: z.string(),
  dhcp: z.boolean(),
  dns: z.boolean(),
  nat: z.boolean(),
  createdAt: moment,
  revision: z.int(),
})
export type NetworkView = z.infer<typeof networkView>

const params = z.strictObject({ network: idSchema<'network'>() })

export const networkEndpoints = [
  endpoint('POST /v1/labs/{lab}/networks', {
    id: 'networkCreate',
    summary: 'Adds a network to a lab, also to a running one.',
    permission: 'lab.edit',
    audit: 'network.create',
    params: z.strictObject({ lab: idSchema<'lab'>() }),
    body: z.strictObject({
      name: dnsLabel,
      cidr: ipv4Cidr,
      gateway: ipv4.optional(),
      domain: domainName.default('lab.internal'),
      dhcp: z.boolean().default(true),
      dns: z.boolean().default(true),
      nat: z.boolean().default(true),
    }),
    status: 201,
    answer: networkView,
    problems: ['quota-exceeded', 'not-found', 'name-taken', 'address-taken', 'limit-reached', 'not-now'],
    idempotency: true,
    etag: true,
  }),
  endpoint('GET /v1/networks/{network}', {
    id: 'networkGet',
    summary: 'Shows a network.',
    permission: 'lab.view',
    params,
    answer: networkView,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('PATCH /v1/networks/{network}', {
    id: 'networkUpdate',
    summary: 'Changes a network and its services.',
    description: 'A new `cidr` is taken only while no interface has an address outside it.',
    permission: 'lab.edit',
    audit: 'network.update',
    params,
    body: z.strictObject({
      name: dnsLabel.optional(),
      cidr: ipv4Cidr.optional(),
      gateway: ipv4.optional(),
      domain: domainName.optional(),
      dhcp: z.boolean().optional(),
      dns: z.boolean().optional(),
      nat: z.boolean().optional(),
    }),
    answer: networkView,
    problems: ['not-found', 'name-taken', 'address-taken', 'changed-meanwhile', 'not-now'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/networks/{network}', {
    id: 'networkDelete',
    summary: 'Removes a network that no interface is on.',
    permission: 'lab.edit',
    audit: 'network.delete',
    params,
    problems: ['not-found', 'in-use', 'changed-meanwhile', 'not-now'],
    ifMatch: true,
  }),
] as const
