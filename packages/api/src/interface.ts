import { idSchema, ipv4, macAddress } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment } from './endpoint.ts'

export const interfaceView = z.object({
  id: idSchema<'interface'>(),
  vmId: idSchema<'vm'>(),
  networkId: idSchema<'network'>(),
  position: z.int(),
  mac: z.string(),
  address: z.string(),
  connected: z.boolean(),
  createdAt: moment,
  revision: z.int(),
})
export type InterfaceView = z.infer<typeof interfaceView>

const params = z.strictObject({ interface: idSchema<'interface'>() })

export const interfaceEndpoints = [
  endpoint('POST /v1/vms/{vm}/interfaces', {
    id: 'interfaceCreate',
    summary: 'Adds a network interface to a machine, at once if it runs.',
    permission: 'lab.edit',
    audit: 'interface.create',
    params: z.strictObject({ vm: idSchema<'vm'>() }),
    body: z.strictObject({ networkId: idSchema<'network'>(), mac: macAddress.optional(), address: ipv4.optional() }),
    status: 201,
    answer: interfaceView,
    problems: ['not-found', 'address-taken', 'no-free-address', 'limit-reached', 'not-now'],
    idempotency: true,
    etag: true,
  }),
  endpoint('PATCH /v1/interfaces/{interface}', {
    id: 'interfaceUpdate',
    summary: 'Changes an interface: its network, its address, or whether its cable is plugged.',
    description:
      'On another network it gets the address that is asked for, or a free one. The guest learns of an address with its next lease.',
    permission: 'lab.edit',
    audit: 'interface.update',
    params,
    body: z.strictObject({
      networkId: idSchema<'network'>().optional(),
      address: ipv4.optional(),
      connected: z.boolean().optional(),
    }),
    answer: interfaceView,
    problems: ['not-found', 'address-taken', 'no-free-address', 'changed-meanwhile', 'not-now'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/interfaces/{interface}', {
    id: 'interfaceDelete',
    summary: 'Removes an interface from its machine.',
    permission: 'lab.edit',
    audit: 'interface.delete',
    params,
    problems: ['not-found', 'changed-meanwhile', 'not-now'],
    ifMatch: true,
  }),
] as const
