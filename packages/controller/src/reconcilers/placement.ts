import { type HostId, hostSilentAfterSeconds } from '@paddock/model'
import { type Database, placements } from '@paddock/store'
import { type HostToPlace, neededMiB, overheadPerVmMiB, place } from '../placement/place.ts'

/** How long a start waits for a host that is away, or that has not come yet after a start of the installation. */
const awayPatienceSeconds = 120

/**
 * One pass: every run that has no host gets one, waits for one that is away, or ends with the reason.
 *
 * The machines of a lab that start together are placed together. @returns the hosts that got something
 */
export const placeRuns = (database: Database): Promise<Set<HostId>> =>
  database.ofEveryone(async tx => {
    const chosen = new Set<HostId>()
    const wanted = await placements.load(tx, {
      silentSeconds: hostSilentAfterSeconds,
      overheadMiB: overheadPerVmMiB,
    })
    const hosts: HostToPlace[] = wanted.hosts.map(host => ({
      id: host.id,
      name: host.name,
      online: host.online,
      takesMachines: host.takes_machines,
      cores: host.cores,
      memoryMiB: host.memory_mib,
      committedMiB: host.committed_mib,
    }))
    for (const [lab, runs] of Map.groupBy(wanted.runs, run => run.lab)) {
      const vms = runs.map(run => ({ cores: run.cores, memoryMiB: run.memory_mib }))
      const [{ bound_to: boundTo = null, held_by: held = null } = {}] = runs
      const found = place({ vms, boundTo, heldBy: held === null ? null : new Set(held) }, hosts)
      const ids = runs.map(run => run.run)
      if (found.host === null && found.waits && runs.every(run => run.age_seconds < awayPatienceSeconds)) {
        await placements.wait(tx, ids, 'Waiting for its host')
        continue
      }
      if (found.host === null) {
        await placements.refuse(tx, ids, found.why)
        continue
      }
      await placements.bind(tx, lab, ids, found.host, found.why)
      chosen.add(found.host)
      const at = hosts.findIndex(host => host.id === found.host)
      const host = hosts[at]
      if (host) hosts[at] = { ...host, committedMiB: host.committedMiB + neededMiB(vms) }
    }
    return chosen
  })
