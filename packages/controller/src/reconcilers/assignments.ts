import { createHash } from 'node:crypto'
import type { Assignment } from '@paddock/host-api'
import type { HostId } from '@paddock/model'
import { assignments, type Database } from '@paddock/store'
import { buildAssignments } from './build.ts'

/**
 * Makes the whole assignment of each of these hosts, and numbers those that changed.
 *
 * @param unsent hosts that have just joined, and are sent theirs whether or not it changed
 * @returns what has to be sent
 */
export async function renewAssignments(
  database: Database,
  hosts: readonly HostId[],
  unsent: ReadonlySet<HostId>,
): Promise<Assignment[]> {
  if (hosts.length === 0) return []
  return database.ofEveryone(async tx => {
    const rows = await assignments.load(tx, hosts)
    const wanted = buildAssignments(
      rows.hosts.map(host => host.id),
      rows,
    )
    const changed: Assignment[] = []
    for (const host of rows.hosts) {
      const wish = wanted.get(host.id)
      if (!wish) continue
      const hash = createHash('sha256').update(JSON.stringify(wish)).digest('hex')
      const generation = hash === host.assignment_hash ? host.generation : host.generation + 1
      if (generation !== host.generation) await assignments.number(tx, host.id, generation, hash)
      // One that was numbered but never taken up, because its sender died, is sent again.
      if (generation !== host.taken_up || unsent.has(host.id)) changed.push({ ...wish, generation })
    }
    return changed
  })
}
