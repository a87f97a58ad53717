import type { Report } from '@paddock/host-api'
import { type Database, heartbeats, reports } from '@paddock/store'

type Part = 'machines' | 'volumes' | 'layers'
const keyOf = { machines: 'run', volumes: 'volume', layers: 'layer' } as const

/** What is new in a list of a report against the one before. */
function news<Item extends object>(key: string, before: readonly Item[] | undefined, now: readonly Item[]): Item[] {
  const known = new Map(before?.map(item => [(item as Record<string, unknown>)[key], JSON.stringify(item)]))
  return now.filter(item => known.get((item as Record<string, unknown>)[key]) !== JSON.stringify(item))
}

/**
 * Writes down what is new in a host's report.
 *
 * @param before the report that was written last over this link; undefined: everything is new
 * @returns true when something was written that reconcilers should look at
 */
export async function recordReport(database: Database, before: Report | undefined, report: Report): Promise<boolean> {
  const changed = <Key extends Part>(part: Key) =>
    news<Report[Key][number]>(
      keyOf[part],
      before?.[part] as readonly Report[Key][number][] | undefined,
      report[part] as readonly Report[Key][number][],
    )
  const machines = changed('machines')
  // A newly taken up generation can turn an absence that was known into one that counts.
  const takenUp = before?.generation !== report.generation
  const volumes = takenUp ? report.volumes : changed('volumes')
  const layers = takenUp ? report.layers : changed('layers')
  if (before && !takenUp && machines.length === 0 && volumes.length === 0 && layers.length === 0) return false
  await database.ofEveryone(tx =>
    Promise.all([
      // The first report over a link makes the host one that can be placed on: that does not wait for the next heartbeat.
      before ? undefined : heartbeats.heard(tx, [report]),
      reports.takeUp(tx, report.host, report.generation),
      reports.machines(tx, report.host, machines),
      reports.volumes(tx, report.host, report.generation, volumes),
      reports.layers(tx, report.host, report.generation, layers),
    ]),
  )
  return true
}
