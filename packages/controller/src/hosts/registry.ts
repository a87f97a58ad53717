import type { HostLink, HostLinkEvents, Report } from '@paddock/host-api'
import { type HostId, Problem } from '@paddock/model'
import type { Database } from '@paddock/store'
import { recordHeartbeats } from './heartbeat.ts'
import { joinHosts } from './join.ts'
import { recordReports, type Written } from './report.ts'

/** The hosts that are joined to this controller right now. */
export interface HostRegistry {
  /** What links deliver to. */
  readonly events: HostLinkEvents
  /** @throws Problem `host-unreachable` when the host is not joined. */
  of(host: HostId): HostLink
  find(host: HostId): HostLink | undefined
  close(): Promise<void>
}

export interface HostRegistryNeeds {
  readonly database: Database
  readonly log: { info(fields: object, event: string): void; error(fields: object, event: string): void }
  /** Says that a host should be looked at again: it has joined, and is to be sent its assignment in any case, or has told something new. */
  wake(host: HostId, why: 'joined' | 'reported'): void
}

const heartbeatMs = 1_000

/** Hosts that are written down together: while one lot is, the next gathers, so a thousand that talk at once take one connection. */
const hostsAtOnce = 50

/** True when PostgreSQL did not like what it was given (its classes 22 and 23), and not something else failed. */
const isOfData = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code))

/**
 * Keeps the links of the hosts that are joined, and writes down what they report.
 *
 * Reports are taken in turn, and only the newest of those of one host that wait: a report is whole.
 */
export function hostRegistry({ database, log, wake }: HostRegistryNeeds): HostRegistry {
  const links = new Map<HostId, HostLink>()
  const written = new Map<HostId, Written>()
  const waiting = new Map<HostId, Report>()
  const joining = new Set<HostLink>()
  let working: Promise<void> | null = null
  const heard = new Map<HostId, Pick<Report, 'host' | 'facts'>>()

  const heartbeat = setInterval(() => {
    if (heard.size === 0) return
    const reports = [...heard.values()]
    heard.clear()
    recordHeartbeats(database, reports).catch(error => log.error({ error }, 'heartbeats not recorded'))
  }, heartbeatMs)
  heartbeat.unref()

  const admit = async (): Promise<void> => {
    const some = [...joining].slice(0, hostsAtOnce)
    for (const link of some) joining.delete(link)
    try {
      await joinHosts(
        database,
        some.map(link => link.hello),
      )
      for (const { hello } of some) wake(hello.host, 'joined')
    } catch (error) {
      for (const link of some) {
        log.error({ host: link.hello.host, error }, 'host not admitted')
        link.close()
      }
    }
  }

  const record = async (some: readonly Report[]): Promise<void> => {
    const over = new Map(some.map(({ host }) => [host, links.get(host)]))
    try {
      const reported = some.map(report => ({ report, before: written.get(report.host) }))
      for (const one of await recordReports(database, reported)) {
        // What was written over a link that has ended meanwhile says nothing about the next one.
        if (over.get(one.host) !== undefined && links.get(one.host) === over.get(one.host))
          written.set(one.host, one.written)
        if (one.news) wake(one.host, 'reported')
      }
    } catch (error) {
      // One report that cannot be written keeps no others from it.
      if (some.length > 1 && isOfData(error)) {
        for (const report of some) await record([report])
        return
      }
      // The next report is whole again: nothing is lost by leaving this one out, if the next is compared with nothing.
      for (const { host } of some) {
        written.delete(host)
        log.error({ host, error }, 'report not recorded')
      }
    }
  }

  const work = async (): Promise<void> => {
    // A host's row is there before its report is written.
    while (joining.size + waiting.size > 0) {
      if (joining.size > 0) {
        await admit()
        continue
      }
      const some = [...waiting.values()].slice(0, hostsAtOnce)
      for (const { host } of some) waiting.delete(host)
      await record(some)
    }
    working = null
  }

  return {
    events: {
      joined(link) {
        const { host } = link.hello
        links.set(host, link)
        written.delete(host)
        log.info({ host, name: link.hello.name }, 'host joined')
        joining.add(link)
        working ??= Promise.resolve().then(work)
      },
      reported(link, report) {
        const { host } = link.hello
        if (links.get(host) !== link || report.host !== host) return
        heard.set(host, { host, facts: report.facts })
        waiting.set(host, report)
        working ??= Promise.resolve().then(work)
      },
      left(link) {
        const { host } = link.hello
        if (links.get(host) !== link) return
        links.delete(host)
        written.delete(host)
        log.info({ host }, 'host left')
      },
    },
    of(host) {
      const link = links.get(host)
      if (!link)
        throw new Problem(
          'host-unreachable',
          'The host of this machine is not connected. Try again in a moment, or tell your operator.',
        )
      return link
    },
    find: host => links.get(host),
    async close() {
      clearInterval(heartbeat)
      for (const link of links.values()) link.close()
      await working
    },
  }
}
