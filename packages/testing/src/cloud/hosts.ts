import { instant, type SimLatencies, type SimulatedHost, simulatedHost, simulatedHostId } from '@paddock/drivers'
import { type HostLinkEvents, type InProcessLink, linkInProcess } from '@paddock/host-api'

/** A simulated host and the link that it is joined by. */
export interface TestHost extends SimulatedHost {
  link: InProcessLink
}

export interface TestHosts {
  readonly all: TestHost[]
  /** Joins every host to a controller, in place of the one before. */
  joinTo(events: HostLinkEvents): void
  close(): Promise<void>
}

/** Starts hosts that are real but for their three drivers. */
export async function startHosts(count: number, latencies: Partial<SimLatencies> = instant): Promise<TestHosts> {
  const hosts = Array.from({ length: count }, (_, at) =>
    simulatedHost({ host: simulatedHostId(at + 1), name: `sim-${at + 1}`, latencies }),
  )
  await Promise.all(hosts.map(({ host }) => host.start()))
  const all: TestHost[] = []
  return {
    all,
    joinTo(events) {
      for (const { link } of all) link.close()
      all.splice(0, all.length, ...hosts.map(host => ({ ...host, link: linkInProcess({ host: host.host, events }) })))
    },
    async close() {
      for (const { link } of all) link.close()
      await Promise.all(hosts.map(({ host }) => host.close()))
    },
  }
}
