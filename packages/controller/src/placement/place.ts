import { type HostId, memoryWords } from '@paddock/model'

/** Memory that QEMU itself needs besides the guest's. Measured: FACTS, 20 to 40 MiB for an idle copy, more while it works. */
export const overheadPerVmMiB = 64

/** A machine may have up to so many virtual cores for each core of its host. */
const coresPerHostCore = 8

export interface LabToPlace {
  /** Memory of the machines that are to start, without overhead. */
  readonly vms: readonly { readonly cores: number; readonly memoryMiB: number }[]
  /** Where its disks are, or its other machines run: a lab lives on one host. */
  readonly boundTo: HostId | null
  /** Hosts that hold the layers which cannot be made elsewhere; null: none of its layers are such. */
  readonly heldBy: ReadonlySet<HostId> | null
}

export interface HostToPlace {
  readonly id: HostId
  readonly name: string
  readonly online: boolean
  readonly takesMachines: boolean
  readonly cores: number
  readonly memoryMiB: number
  /** Promised to machines that run or start there, overhead included. */
  readonly committedMiB: number
}

export type Placement =
  | { readonly host: HostId; readonly why: string }
  /** `waits`: for a host that is away. Not: something has to be done first. */
  | { readonly host: null; readonly why: string; readonly waits: boolean }

/** What a host may promise to machines: all but an eighth, at most 2 GiB, which is the system's own. */
export const promisableMiB = (host: Pick<HostToPlace, 'memoryMiB'>): number =>
  host.memoryMiB - Math.min(2048, Math.floor(host.memoryMiB / 8))

export const neededMiB = (vms: LabToPlace['vms']): number =>
  vms.reduce((sum, vm) => sum + vm.memoryMiB + overheadPerVmMiB, 0)

/**
 * Chooses a host for a lab's machines: first what is feasible, then what is preferred, with the reason in words.
 *
 * Feasible: online, takes machines, holds what the lab stands on, has room. Preferred: the most free memory.
 */
export function place(lab: LabToPlace, hosts: readonly HostToPlace[]): Placement {
  const need = neededMiB(lab.vms)
  const free = (host: HostToPlace) => promisableMiB(host) - host.committedMiB
  const bound = hosts.filter(host => lab.boundTo === null || host.id === lab.boundTo)
  if (lab.boundTo !== null && bound.length === 0)
    return { host: null, why: 'The host with its disks is gone from this installation.', waits: false }
  const holding = bound.filter(host => lab.heldBy === null || lab.heldBy.has(host.id))
  const online = holding.filter(host => host.online && host.takesMachines)
  if (online.length === 0)
    return {
      host: null,
      why:
        holding.length > 0 && lab.boundTo !== null
          ? `Host ${holding[0]?.name}, which holds its disks, is not online. Start it again once the host is back.`
          : 'No host that takes machines is online. Tell your operator, or start it again later.',
      waits: true,
    }
  const most = Math.max(...lab.vms.map(vm => vm.cores))
  const wide = online.filter(host => host.cores * coresPerHostCore >= most)
  if (wide.length === 0)
    return {
      host: null,
      why: `A machine has ${most} cores; the largest host takes ${Math.max(...online.map(host => host.cores)) * coresPerHostCore} at most. Give it fewer.`,
      waits: false,
    }
  const [best] = wide.toSorted((a, b) => free(b) - free(a) || (a.id < b.id ? -1 : 1))
  if (!best || free(best) < need) {
    const most = best ? Math.max(0, free(best)) : 0
    return {
      host: null,
      why: `It needs ${memoryWords(need)} of memory, ${memoryWords(need - most)} more than ${wide.length === 1 ? `host ${best?.name} has` : `the emptiest of ${wide.length} hosts has`} free (${memoryWords(most)}). Stop other machines, or give these less memory.`,
      waits: false,
    }
  }
  return {
    host: best.id,
    why:
      lab.boundTo === null
        ? `${best.name} has the most free memory of ${wide.length} ${wide.length === 1 ? 'host' : 'hosts'} with room: ${memoryWords(free(best))}.`
        : `${best.name} holds the lab's disks or runs its other machines.`,
  }
}
