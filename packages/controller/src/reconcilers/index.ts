import type { HostLink } from '@paddock/host-api'
import type { HostId, LabId, LayerId, NewId } from '@paddock/model'
import { hostSilentAfterSeconds } from '@paddock/model'
import { assignments, type Database, heartbeats, merges, placements, removals, reverts } from '@paddock/store'
import type { HostRegistry } from '../hosts/registry.ts'
import { depthMax, planMerges } from '../merge/plan-merges.ts'
import { renewAssignments } from './assignments.ts'
import { loop } from './loop.ts'
import { placeRuns } from './placement.ts'
import { finishReverts } from './revert.ts'
import { emptyTrash } from './trash.ts'

export interface ReconcilerNeeds {
  readonly database: Database
  readonly hosts: HostRegistry
  readonly newId: NewId
  readonly clock: () => Date
  readonly log: { info(fields: object, event: string): void; error(fields: object, event: string): void }
  /** How long a layer that nothing stands on is kept. */
  readonly layerGraceSeconds: number
  /** How often to look for layers that can be merged. A minute unless told otherwise. */
  readonly mergeEveryMs?: number
  /** How often to look for what changes by the clock alone. 5 s unless told otherwise. */
  readonly clockEveryMs?: number
}

export interface Reconcilers {
  /** Says "look again". What is named only spares looking at the rest; a whole look follows every minute anyway. */
  wake(where: { lab?: LabId; layer?: LayerId; host?: HostId; joined?: HostId } | 'everywhere'): void
  close(): Promise<void>
}

const everythingEveryMs = 60_000

/** Time between passes: what changes dozens of times in a moment is looked at once. The first pass of a moment does not wait. */
const betweenPassesMs = 20

/** Most hosts of one pass that labs are about, and most of all others: a thousand that join at once must not keep a lab waiting that starts. */
const hostsPerPass = 25

/**
 * Makes what is wanted true: finishes deletions and reverts, places what has no host, renews what hosts are assigned.
 *
 * A pass takes everything from the database; after a crash the next one does the same work.
 */
export function startReconcilers({
  database,
  hosts,
  newId,
  clock: now,
  log,
  layerGraceSeconds,
  mergeEveryMs = 60_000,
  clockEveryMs = 5_000,
}: ReconcilerNeeds): Reconcilers {
  let everywhere = true
  const labs = new Set<LabId>()
  const layers = new Set<LayerId>()
  /** Hosts to look at, and of these the ones that have just joined. */
  const waiting = new Set<HostId>()
  const joined = new Set<HostId>()
  let silent = new Set<HostId>()
  /** What was sent over each link last: the same need not be sent again while the host is at it. */
  const sent = new WeakMap<HostLink, number>()

  const pass = async (): Promise<void> => {
    const all = everywhere
    const named = { labs: [...labs], layers: [...layers] }
    everywhere = false
    labs.clear()
    layers.clear()
    try {
      const [areWanted, reverting, concerned, every] = await database.ofEveryone(tx =>
        Promise.all([
          placements.areWanted(tx),
          reverts.wanted(tx),
          assignments.hostsOf(tx, named.labs, named.layers),
          all ? assignments.everyHost(tx) : [],
          removals.finish(tx),
        ]),
      )
      // What it begins tells of itself, and is placed in the next pass.
      await finishReverts({ database, newId, log }, reverting)
      const placed = areWanted ? await placeRuns(database) : []
      const urgent = [...new Set([...placed, ...concerned])]
      const now = new Set([...urgent.slice(0, hostsPerPass), ...[...waiting].slice(0, hostsPerPass)])
      const unsent = now.intersection(joined)
      for (const host of [...urgent, ...every]) waiting.add(host)
      for (const host of now) waiting.delete(host)
      for (const host of unsent) joined.delete(host)
      try {
        await renew([...now], unsent)
      } catch (error) {
        for (const host of now) waiting.add(host)
        for (const host of unsent) joined.add(host)
        throw error
      }
      if (waiting.size > 0) look.wake()
    } catch (error) {
      everywhere = true
      throw error
    }
  }

  async function renew(ids: readonly HostId[], unsent: ReadonlySet<HostId>): Promise<void> {
    for (const assignment of await renewAssignments(database, ids, unsent)) {
      const link = hosts.find(assignment.host)
      // A host that is away gets the newest when it joins.
      if (link === undefined || sent.get(link) === assignment.generation) continue
      sent.set(link, assignment.generation)
      link.assign(assignment).catch(error => {
        sent.delete(link)
        log.error({ host: assignment.host, error }, 'assignment not sent')
      })
      log.info({ host: assignment.host, generation: assignment.generation }, 'assignment sent')
    }
  }

  const look = loop({ pass, log, name: 'reconciler', betweenMs: betweenPassesMs })
  const whole = setInterval(() => {
    everywhere = true
    look.wake()
  }, everythingEveryMs)
  /** What changes by the clock alone: hosts that fall silent or speak again, layers whose grace is over, what was long enough in the trash. */
  const clock = loop({
    name: 'clock',
    log,
    pass: async () => {
      await database.ofEveryone(async tx => {
        const found = new Set(await heartbeats.silent(tx, hostSilentAfterSeconds))
        await heartbeats.tellLabsOn(tx, [...found.symmetricDifference(silent)])
        silent = found
        await removals.unusedLayers(tx, layerGraceSeconds)
      })
      await emptyTrash(database, now())
    },
  })
  const ticks = setInterval(clock.wake, clockEveryMs)
  const merger = loop({
    name: 'merger',
    log,
    pass: async () => {
      const begun = await database.ofEveryone(async tx =>
        merges.begin(tx, planMerges(await merges.candidates(tx, depthMax))),
      )
      for (const host of begun) waiting.add(host)
      if (begun.length > 0) look.wake()
    },
  })
  const mergeTicks = setInterval(merger.wake, mergeEveryMs)
  look.wake()

  return {
    wake(where) {
      if (where === 'everywhere') everywhere = true
      else {
        if (where.lab) labs.add(where.lab)
        if (where.layer) layers.add(where.layer)
        if (where.host) waiting.add(where.host)
        if (where.joined) {
          waiting.add(where.joined)
          joined.add(where.joined)
        }
      }
      look.wake()
    },
    async close() {
      clearInterval(whole)
      clearInterval(ticks)
      clearInterval(mergeTicks)
      await look.close()
      await clock.close()
      await merger.close()
    },
  }
}
