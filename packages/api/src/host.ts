import { idSchema, runPower } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery, reason } from './endpoint.ts'

export const hostView = z.object({
  id: idSchema<'host'>(),
  name: z.string(),
  roles: z.array(z.enum(['machines', 'networks', 'volumes'])),
  /** `silent`: not heard for a while. What runs there may go on; Paddock does not know. */
  state: z.enum(['online', 'silent']),
  seenAt: moment.nullable(),
  accelerator: z.enum(['kvm', 'tcg', 'simulated']),
  acceleratorReason: z.string(),
  qemuVersion: z.string(),
  kernel: z.string(),
  cores: z.int(),
  memoryMiB: z.int(),
  memoryAvailableMiB: z.int(),
  /** Promised to machines that run or start there. */
  memoryCommittedMiB: z.int(),
  diskBytes: z.int(),
  diskAvailableBytes: z.int(),
  runCount: z.int(),
  /** What goes wrong with its layers, and with how many of them: such as a merge that fails. Paddock tries again by itself. */
  troubles: z.array(reason.extend({ layers: z.int() })),
  generation: z.int(),
  generationTakenUp: z.int(),
  joinedAt: moment,
})
export type HostView = z.infer<typeof hostView>

/** A machine on a host, as its operator may see it: whose and how large, not what it is called. */
export const hostRun = z.object({
  runId: idSchema<'run'>(),
  vmId: idSchema<'vm'>(),
  labId: idSchema<'lab'>(),
  tenant: z.object({ id: idSchema<'tenant'>(), slug: z.string() }),
  power: runPower,
  cores: z.int(),
  memoryMiB: z.int(),
  why: z.string(),
  reason: reason.nullable(),
  placedAt: moment,
})
export type HostRun = z.infer<typeof hostRun>

const params = z.strictObject({ host: idSchema<'host'>() })

export const hostEndpoints = [
  endpoint('GET /v1/hosts', {
    id: 'hostList',
    summary: 'Lists the hosts of the installation.',
    permission: 'host.view',
    query: pageQuery,
    answer: pageOf(hostView),
  }),
  endpoint('GET /v1/hosts/{host}', {
    id: 'hostGet',
    summary: 'Shows a host: capacity, accelerator and why, load.',
    permission: 'host.view',
    params,
    answer: hostView,
    problems: ['not-found'],
  }),
  endpoint('GET /v1/hosts/{host}/runs', {
    id: 'hostRuns',
    summary: 'Lists what runs on a host.',
    permission: 'host.view',
    params,
    query: pageQuery,
    answer: pageOf(hostRun),
    problems: ['not-found'],
  }),
] as const
