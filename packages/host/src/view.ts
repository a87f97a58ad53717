import type { FenceSeen, LayerSeen, Log, MachineSeen, VolumeSeen } from '@paddock/host-api'
import type { LabId, LayerId, RunId, VolumeId } from '@paddock/model'
import type { Drivers } from './ports.ts'

/** What the drivers' lists said last, by id. */
export interface Lists {
  readonly machines: ReadonlyMap<RunId, MachineSeen>
  readonly fences: ReadonlyMap<LabId, FenceSeen>
  readonly volumes: ReadonlyMap<VolumeId, VolumeSeen>
  readonly layers: ReadonlyMap<LayerId, LayerSeen>
  readonly memories: ReadonlyMap<LayerId, LayerSeen>
}

/**
 * Keeps the drivers' lists, and reads again those that changed.
 *
 * A list that could not be read keeps what it said before. It never counts as empty: a host that takes "I can't look"
 * for "nothing is there" would start everything a second time.
 */
export function createView({ drivers, log }: { drivers: Drivers; log: Log }) {
  const stale = new Set<keyof Drivers>(['machines', 'networks', 'volumes'])
  const read = new Set<keyof Drivers>()
  let lists: Lists = {
    machines: new Map(),
    fences: new Map(),
    volumes: new Map(),
    layers: new Map(),
    memories: new Map(),
  }

  const readers: Record<keyof Drivers, () => Promise<Partial<Lists>>> = {
    machines: async () => {
      const [machines, memories] = await Promise.all([drivers.machines.list(), drivers.machines.memories()])
      return {
        machines: new Map(machines.map(seen => [seen.run, seen])),
        memories: new Map(memories.map(seen => [seen.layer, seen])),
      }
    },
    networks: async () => ({ fences: new Map((await drivers.networks.list()).map(seen => [seen.lab, seen])) }),
    volumes: async () => {
      const { volumes, layers } = await drivers.volumes.list()
      return {
        volumes: new Map(volumes.map(seen => [seen.volume, seen])),
        layers: new Map(layers.map(seen => [seen.layer, seen])),
      }
    },
  }

  async function readAgain(which: keyof Drivers): Promise<boolean> {
    stale.delete(which)
    try {
      const part = await readers[which]()
      lists = { ...lists, ...part }
      read.add(which)
      return true
    } catch (cause) {
      stale.add(which)
      log.error({ err: cause, driver: which }, 'driver could not list')
      return false
    }
  }

  return {
    changed: (which: keyof Drivers): void => void stale.add(which),
    lists: (): Lists => lists,
    /** True once every list was read at least once: nothing is decided before. */
    complete: (): boolean => read.size === 3,
    /** Reads what changed. @returns the drivers that could not be read. */
    async refresh(): Promise<ReadonlySet<keyof Drivers>> {
      const due = [...stale]
      const good = await Promise.all(due.map(readAgain))
      return new Set(due.filter((_, at) => !good[at]))
    },
  }
}
