import type { HostLink, HostLinkEvents, Report } from '@paddock/host-api'
import { type HostId, Problem } from '@paddock/model'
import type { Database } from '@paddock/store'
import { recordHeartbeats } from './heartbeat.ts'
import { joinHost } from './join.ts'
import { recordReport, type Written } from './report.ts'

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

/**
 * Keeps the links of the hosts that are joined, and writes down what they report.
 *
 * Reports of one host are taken in turn, and only the newest of those that wait: a report is whole.
 */
export function hostRegistry({ database, log, wake }: HostRegistryNeeds): HostRegistry {
  const links = new Map<HostId, HostLink>()
  const written = new Map<HostId, Written>()
  const waiting = new Map<HostId, Report>()
  const busy = new Map<HostId, Promise<void>>()
  const heard = new Map<HostId, Pick<Report, 'host' | 'facts'>>()

  const heartbeat = setInterval(() => {
    if (heard.size === 0) return
    const reports = [...heard.values()]
    heard.clear()
    recordHeartbeats(database, reports).catch(error => log.error({ error }, 'heartbeats not recorded'))
  }, heartbeatMs)
  heartbeat.unref()

  const drain = async (host: HostId): Promise<void> => {
    for (let report = waiting.get(host); report !== undefined; report = waiting.get(host)) {
      waiting.delete(host)
      try {
        const recorded = await recordReport(database, written.get(host), report)
        written.set(host, recorded.written)
        if (recorded.news) wake(host, 'reported')
      } catch (error) {
        // The next report is whole again: nothing is lost by leaving this one out, if the next is compared with nothing.
        written.delete(host)
        log.error({ host, error }, 'report not recorded')
        await new Promise(resolve => setTimeout(resolve, 500))
      }
    }
    busy.delete(host)
  }

  return {
    events: {
      joined(link) {
        const { host } = link.hello
        links.set(host, link)
        written.delete(host)
        log.info({ host, name: link.hello.name }, 'host joined')
        joinHost(database, link.hello).then(
          () => wake(host, 'joined'),
          error => {
            log.error({ host, error }, 'host not admitted')
            link.close()
          },
        )
      },
      reported(link, report) {
        const { host } = link.hello
        if (links.get(host) !== link || report.host !== host) return
        heard.set(host, { host, facts: report.facts })
        waiting.set(host, report)
        if (!busy.has(host)) busy.set(host, drain(host))
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
      await Promise.allSettled(busy.values())
    },
  }
}
