import type { HostId, LabId, LayerId } from '@paddock/model'
import { hostSilentAfterSeconds } from '@paddock/model'
import { assignments, type Database, heartbeats, removals } from '@paddock/store'
import type { HostRegistry } from '../hosts/registry.ts'
import { renewAssignments } from './assignments.ts'
import { loop } from './loop.ts'
import { placeRuns } from './placement.ts'

export interface ReconcilerNeeds {
  readonly database: Database
  readonly hosts: HostRegistry
  readonly log: { info(fields: object, event: string): void; error(fields: object, event: string): void }
  /** How long a layer that nothing stands on is kept. */
  readonly layerGraceSeconds: number
  /** How often to look for what changes by the clock alone. 5 s unless told otherwise. */
  readonly clockEveryMs?: number
}

export interface Reconcilers {
  /** Says "look again". What is named only spares looking at the rest; a whole look follows every minute anyway. */
  wake(where: { lab?: LabId; layer?: LayerId; host?: HostId } | 'everywhere'): void
  close(): Promise<void>
}

const everythingEveryMs = 60_000

/**
 * Makes what is wanted true, in one order always: place what has no host, renew what hosts are assigned, finish deletions.
 *
 * A pass takes everything from the database; after a crash the next one does the same work.
 */
export function startReconcilers({
  database,
  hosts,
  log,
  layerGraceSeconds,
  clockEveryMs = 5_000,
}: ReconcilerNeeds): Reconcilers {
  let everywhere = true
  const labs = new Set<LabId>()
  const layers = new Set<LayerId>()
  const joined = new Set<HostId>()
  let silent = new Set<HostId>()

  const pass = async (): Promise<void> => {
    const all = everywhere
    const named = { labs: [...labs], layers: [...layers], hosts: [...joined] }
    everywhere = false
    labs.clear()
    layers.clear()
    joined.clear()
    try {
      const placed = await placeRuns(database)
      const ids = await database.ofEveryone(async tx =>
        all
          ? assignments.everyHost(tx)
          : [...new Set([...(await assignments.hostsOf(tx, named.labs, named.layers)), ...named.hosts, ...placed])],
      )
      for (const assignment of await renewAssignments(database, ids, new Set(named.hosts))) {
        const link = hosts.find(assignment.host)
        // A host that is away gets the newest when it joins.
        link?.assign(assignment).catch(error => log.error({ host: assignment.host, error }, 'assignment not sent'))
        if (link) log.info({ host: assignment.host, generation: assignment.generation }, 'assignment sent')
      }
      await database.ofEveryone(tx => removals.finish(tx))
    } catch (error) {
      everywhere = true
      throw error
    }
  }

  const look = loop({ pass, log, name: 'reconciler' })
  const whole = setInterval(() => {
    everywhere = true
    look.wake()
  }, everythingEveryMs)
  /** What changes by the clock alone: hosts that fall silent or speak again, layers whose grace is over. */
  const clock = loop({
    name: 'clock',
    log,
    pass: async () => {
      await database.ofEveryone(async tx => {
        const now = new Set(await heartbeats.silent(tx, hostSilentAfterSeconds))
        await heartbeats.tellLabsOn(tx, [...now.symmetricDifference(silent)])
        silent = now
        await removals.unusedLayers(tx, layerGraceSeconds)
      })
    },
  })
  const ticks = setInterval(clock.wake, clockEveryMs)
  look.wake()

  return {
    wake(where) {
      if (where === 'everywhere') everywhere = true
      else {
        if (where.lab) labs.add(where.lab)
        if (where.layer) layers.add(where.layer)
        if (where.host) joined.add(where.host)
      }
      look.wake()
    },
    async close() {
      clearInterval(whole)
      clearInterval(ticks)
      await look.close()
      await clock.close()
    },
  }
}
