import { diskSizeBytes, dnsLabel, idSchema } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment } from './endpoint.ts'

export const diskView = z.object({
  id: idSchema<'disk'>(),
  vmId: idSchema<'vm'>(),
  name: z.string(),
  position: z.int(),
  sizeBytes: z.int(),
  /** Bytes of its own on the host, without the layers it stands on. */
  storedBytes: z.int(),
  createdAt: moment,
})
export type DiskView = z.infer<typeof diskView>

const params = z.strictObject({ disk: idSchema<'disk'>() })

export const diskEndpoints = [
  endpoint('POST /v1/vms/{vm}/disks', {
    id: 'diskCreate',
    summary: 'Adds a blank disk to a machine, at once if it runs.',
    permission: 'lab.edit',
    audit: 'disk.create',
    params: z.strictObject({ vm: idSchema<'vm'>() }),
    body: z.strictObject({ name: dnsLabel, sizeBytes: diskSizeBytes }),
    status: 201,
    answer: diskView,
    problems: ['quota-exceeded', 'not-found', 'name-taken', 'limit-reached', 'not-now'],
    idempotency: true,
  }),
  endpoint('PATCH /v1/disks/{disk}', {
    id: 'diskUpdate',
    summary: 'Grows a disk. The guest sees the new size at the next start of its machine.',
    permission: 'lab.edit',
    audit: 'disk.update',
    params,
    body: z.strictObject({ sizeBytes: diskSizeBytes }),
    answer: diskView,
    problems: ['quota-exceeded', 'not-found', 'not-now'],
  }),
  endpoint('DELETE /v1/disks/{disk}', {
    id: 'diskDelete',
    summary: 'Removes a disk and its data.',
    permission: 'lab.edit',
    audit: 'disk.delete',
    params,
    problems: ['not-found', 'not-now'],
  }),
] as const
