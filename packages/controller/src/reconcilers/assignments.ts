import { createHash } from 'node:crypto'
import type { Assignment } from '@paddock/host-api'
import type { HostId } from '@paddock/model'
import { assignments, type Database } from '@paddock/store'
import { buildAssignments } from './build.ts'

/** Hosts whose assignments are made together: bounded, so that a thousand hosts don't hold a thousand rows locked. */
const batchSize = 50

/**
 * One pass: makes the whole assignment of each of these hosts, and numbers those that changed.
 *
 * @param unsent hosts that have just joined, and are sent theirs whether or not it changed
 * @returns what has to be sent
 */
export async function renewAssignments(
  database: Database,
  hosts: readonly HostId[],
  unsent: ReadonlySet<HostId>,
): Promise<Assignment[]> {
  const sent: Assignment[] = []
  for (let at = 0; at < hosts.length; at += batchSize) {
    const batch = hosts.slice(at, at + batchSize)
    sent.push(
      ...(await database.ofEveryone(async tx => {
        const locked = await assignments.lock(tx, batch)
        const ids = locked.map(host => host.id)
        await assignments.wantLayers(tx, ids)
        const wanted = ids.length === 0 ? new Map() : buildAssignments(ids, await assignments.load(tx, ids))
        const changed: Assignment[] = []
        for (const host of locked) {
          const wish = wanted.get(host.id)
          if (!wish) continue
          const hash = createHash('sha256').update(JSON.stringify(wish)).digest('hex')
          const generation = hash === host.assignment_hash ? host.generation : host.generation + 1
          if (generation !== host.generation) await assignments.number(tx, host.id, generation, hash)
          // One that was numbered but never taken up, because its sender died, is sent again.
          if (generation !== host.taken_up || unsent.has(host.id)) changed.push({ ...wish, generation })
        }
        return changed
      })),
    )
  }
  return sent
}
