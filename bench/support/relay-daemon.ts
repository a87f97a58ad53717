import { connect } from 'node:net'
import { instant, simulatedHosts } from '@paddock/drivers'
import { dialController } from '@paddock/host-api'
import { all, controller, enter, ownSettings, serve } from 'paddockd'
import { screenIn } from './screen-source.ts'

// Paddock with simulated machines, whose screens all are the one that listens in the data folder. Processes and links are the real ones.
const [name = '', ...options] = process.argv.slice(2)
await enter(name, async () => {
  const settings = await ownSettings(options)
  if (name === 'sim') await all(settings, 'sim-host', import.meta.filename)
  if (name === 'controller') await controller(settings)
  if (name === 'sim-host')
    await serve({ name, settings }, async ({ folders, settings: { data }, log }) => {
      const [simulated] = await simulatedHosts({ count: 1, latencies: instant, cores: 1_000, log })
      if (simulated === undefined) throw new Error('There is no host.')
      const { host } = simulated
      const withScreen = {
        ...host,
        openStream: async (wanted: Parameters<typeof host.openStream>[0]) => {
          // A machine that does not run has no screen here either.
          ;(await host.openStream(wanted)).destroy()
          return connect({ path: screenIn(data) })
        },
        // As with QEMU: its socket is shown to the controller, unless the bench wants to know what the way through the host costs.
        screenSocket: async () =>
          process.env.BENCH_THROUGH_HOST === '1' ? null : { path: screenIn(data), uid: process.getuid?.() ?? 0 },
      }
      const link = dialController({
        host: withScreen,
        controller: `ws+unix:${folders.hostsSocket}:`,
        shownFolder: folders.screens,
        log,
      })
      return {
        async close() {
          await host.close()
          link.close()
        },
      }
    })
})
