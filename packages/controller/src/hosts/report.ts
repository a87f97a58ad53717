import type { Report } from '@paddock/host-api'
import { type Database, heartbeats, reports } from '@paddock/store'

const parts = { machines: 'run', volumes: 'volume', layers: 'layer' } as const
type Part = keyof typeof parts

/** What was written of a host's report, as text by id: a thousand hosts' whole reports would fill the memory. */
export interface Written extends Readonly<Record<Part, ReadonlyMap<string, string>>> {
  readonly generation: number
}

const idOf = (part: Part, item: object): string => String((item as Record<string, unknown>)[parts[part]])

const textsOf = (part: Part, items: readonly object[]): Map<string, string> =>
  new Map(items.map(item => [idOf(part, item), JSON.stringify(item)]))

/**
 * Writes down what is new in a host's report.
 *
 * @param before what was written last over this link; undefined: everything is new
 * @returns what is written now, and whether there was anything that reconcilers should look at
 */
export async function recordReport(
  database: Database,
  before: Written | undefined,
  report: Report,
): Promise<{ written: Written; news: boolean }> {
  const written: Written = {
    generation: report.generation,
    machines: textsOf('machines', report.machines),
    volumes: textsOf('volumes', report.volumes),
    layers: textsOf('layers', report.layers),
  }
  const changed = <Item extends object>(part: Part, items: readonly Item[]): Item[] =>
    items.filter(item => before?.[part].get(idOf(part, item)) !== written[part].get(idOf(part, item)))
  const machines = changed('machines', report.machines)
  // A newly taken up generation can turn an absence that was known into one that counts.
  const takenUp = before?.generation !== report.generation
  const volumes = takenUp ? report.volumes : changed('volumes', report.volumes)
  const layers = takenUp ? report.layers : changed('layers', report.layers)
  if (before && !takenUp && machines.length === 0 && volumes.length === 0 && layers.length === 0)
    return { written: before, news: false }
  await database.ofEveryone(tx =>
    Promise.all([
      // The first report over a link makes the host one that can be placed on: that does not wait for the next heartbeat.
      before ? undefined : heartbeats.heard(tx, [{ host: report.host, facts: report.facts }]),
      reports.takeUp(tx, report.host, report.generation),
      reports.machines(tx, report.host, machines),
      reports.volumes(tx, report.host, report.generation, volumes),
      reports.layers(tx, report.host, report.generation, layers),
    ]),
  )
  return { written, news: true }
}
