import type { Report } from '@paddock/host-api'
import type { HostId } from '@paddock/model'
import { type Database, type HostSeen, heartbeats, writeReports } from '@paddock/store'

const parts = {
  machines: 'run',
  volumes: 'volume',
  layers: 'layer',
  snapshots: 'snapshot',
  networks: 'network',
} as const
type Part = keyof typeof parts

/** What was written of a host's report, as text by id: a thousand hosts' whole reports would fill the memory. */
export interface Written extends Readonly<Record<Part, ReadonlyMap<string, string>>> {
  readonly generation: number
  /** When what its networks carried was written, by the report's own clock. */
  readonly metersAt: number
}

/** How often what networks carried is written, when nothing else is: the counters move with every packet. */
const metersEveryMs = 60_000

const idOf = (part: Part, item: object): string => String((item as Record<string, unknown>)[parts[part]])

const textsOf = (part: Part, items: readonly object[]): Map<string, string> =>
  new Map(items.map(item => [idOf(part, item), JSON.stringify(item)]))

/** A report beside what was written last over the same link; undefined: nothing was. */
export interface Reported {
  readonly report: Report
  readonly before: Written | undefined
}

/** What is written of a report now, and whether there was anything new that reconcilers should look at. */
export interface Recorded {
  readonly host: HostId
  readonly written: Written
  readonly news: boolean
}

/** Writes down what is new in the reports of hosts, all of it or nothing. */
export async function recordReports(database: Database, reported: readonly Reported[]): Promise<Recorded[]> {
  const compared = reported.map(compare)
  const writing = compared.filter(one => one.write)
  const first = writing.filter(one => one.first).map(({ report: { host, facts } }) => ({ host, facts }))
  if (writing.length > 0)
    await database.ofEveryone(async tx => {
      // The first report over a link makes the host one that can be placed on: that does not wait for the next heartbeat.
      if (first.length > 0) await heartbeats.heard(tx, first)
      await writeReports(
        tx,
        writing.map(one => one.seen),
      )
    })
  return compared.map(({ report, written, news }) => ({ host: report.host, written, news }))
}

function compare({ report, before }: Reported) {
  const { host, generation } = report
  const at = Date.parse(report.at)
  const allNetworks = report.fences.flatMap(fence => fence.networks)
  const texts = {
    machines: textsOf('machines', report.machines),
    volumes: textsOf('volumes', report.volumes),
    layers: textsOf('layers', report.layers),
    networks: textsOf('networks', allNetworks),
    snapshots: textsOf('snapshots', report.snapshots),
  }
  const changed = <Item extends object>(part: Part, items: readonly Item[]): Item[] =>
    items.filter(item => before?.[part].get(idOf(part, item)) !== texts[part].get(idOf(part, item)))
  // A newly taken up generation can turn an absence that was known into one that counts.
  const takenUp = before?.generation !== generation
  const machines = changed('machines', report.machines)
  const volumes = takenUp ? report.volumes : changed('volumes', report.volumes)
  const layers = takenUp ? report.layers : changed('layers', report.layers)
  const snapshots = changed('snapshots', report.snapshots)
  const news = takenUp || machines.length + volumes.length + layers.length + snapshots.length > 0
  const metersDue = before === undefined || news || Math.abs(at - before.metersAt) >= metersEveryMs
  const networks = metersDue ? changed('networks', allNetworks) : []
  const seen: HostSeen = { host, generation, machines, volumes, layers, snapshots, networks }
  const written: Written = metersDue
    ? { ...texts, generation, metersAt: at }
    : { ...texts, generation, metersAt: before.metersAt, networks: before.networks }
  return { report, first: before === undefined, news, write: news || networks.length > 0, seen, written }
}
