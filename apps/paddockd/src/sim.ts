import { lifelike, simulatedHosts } from '@paddock/drivers'
import { dialController } from '@paddock/host-api'
import { type Serving, serve, type Workplace } from './process/serve.ts'
import type { Settings } from './settings/schema.ts'

/** Runs simulated hosts, as many as the settings say, in one process. Only their drivers are simulated; they forget all when they end. */
export const simHost = (settings: Settings): Promise<void> => serve({ name: 'sim-host', settings }, begin)

async function begin({ folders, settings, log }: Workplace): Promise<Serving> {
  const hosts = await simulatedHosts({ count: settings.simulatedHosts, latencies: lifelike, log })
  const dialled = hosts.map(({ host }) => dialController({ host, controller: `ws+unix:${folders.hostsSocket}:`, log }))
  return {
    async close() {
      await Promise.all(hosts.map(({ host }) => host.close()))
      for (const link of dialled) link.close()
    },
  }
}
