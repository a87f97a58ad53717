import type { HostRun, HostView } from '@paddock/api'
import { hostSilentAfterSeconds } from '@paddock/model'
import type { HostRow, hosts } from '@paddock/store'

/** A host as its operator sees it. One that never told of itself shows nothing where it would. */
export function hostView(host: HostRow, now: Date): HostView {
  const { facts } = host
  const silent = host.seen_at === null || now.getTime() - host.seen_at.getTime() > hostSilentAfterSeconds * 1000
  return {
    id: host.id,
    name: host.name,
    roles: host.roles,
    state: silent ? 'silent' : 'online',
    seenAt: host.seen_at?.toISOString() ?? null,
    accelerator: facts?.accelerator ?? 'tcg',
    acceleratorReason: facts?.acceleratorReason ?? 'The host has not told yet.',
    qemuVersion: facts?.qemuVersion ?? '',
    kernel: facts?.kernel ?? '',
    cores: facts?.cores ?? 0,
    memoryMiB: facts?.memoryMiB ?? 0,
    memoryAvailableMiB: facts?.memoryAvailableMiB ?? 0,
    memoryCommittedMiB: Number(host.memory_committed_mib ?? 0),
    diskBytes: facts?.diskBytes ?? 0,
    diskAvailableBytes: facts?.diskAvailableBytes ?? 0,
    runCount: Number(host.run_count ?? 0),
    troubles: host.troubles,
    generation: host.generation,
    generationTakenUp: host.taken_up,
    joinedAt: host.joined_at.toISOString(),
  }
}

type RunRow = Awaited<ReturnType<typeof hosts.runs>>['rows'][number]

export const hostRunView = (run: RunRow): HostRun => ({
  runId: run.id,
  vmId: run.vm_id,
  labId: run.lab_id,
  tenant: { id: run.tenant_id, slug: run.slug },
  power: run.power,
  cores: run.cores,
  memoryMiB: run.memory_mib,
  why: run.why,
  reason: run.trouble,
  placedAt: run.created_at.toISOString(),
})
