import { join } from 'node:path'
import { linuxNetworks, qcow2Volumes, qemuMachines } from '@paddock/drivers'
import { createHost, type Drivers, systemClock } from '@paddock/host'
import { dialController, hideSockets } from '@paddock/host-api'
import { hostIdentity } from './host-identity.ts'
import { installationTag } from './installation-tag.ts'
import { type Serving, serve, type Workplace } from './process/serve.ts'
import { Refusal } from './refusal.ts'
import type { Settings } from './settings/schema.ts'

/** Runs this machine as a host, as root. It listens to nothing: it dials its controller. Machines and networks outlive it. */
export const host = (settings: Settings): Promise<void> => serve({ name: 'host', settings }, begin)

async function begin(workplace: Workplace): Promise<Serving> {
  const { folders, log } = workplace
  if (process.getuid?.() !== 0)
    throw new Refusal('A host makes network namespaces and virtual machines: start it as root.')
  const drivers = await realDrivers(workplace)
  const host = createHost({
    hello: { ...(await hostIdentity(folders.host)), roles: ['machines', 'networks', 'volumes'], contract: 1 },
    drivers,
    clock: systemClock,
    log,
    ledgerFolder: join(folders.host, 'ledger'),
  })
  await host.start()
  await hideSockets(folders.screens)
  const dialled = dialController({
    host,
    controller: `ws+unix:${folders.hostsSocket}:`,
    shownFolder: folders.screens,
    log,
  })
  return {
    async close() {
      await host.close()
      dialled.close()
      for (const driver of Object.values(drivers)) await driver.close()
    },
  }
}

async function realDrivers({ folders, settings, log }: Workplace): Promise<Drivers> {
  const tag = installationTag(settings.data)
  const clock = () => new Date()
  const { resolvers } = settings
  const [machines, networks, volumes] = await Promise.all([
    qemuMachines({ folder: join(folders.host, 'qemu'), tag, clock, log }),
    linuxNetworks({
      folder: join(folders.host, 'networks'),
      tag,
      clock,
      log,
      denied: settings.deniedNetworks,
      ...(settings.egressCidr === null ? {} : { egressCidr: settings.egressCidr }),
      ...(resolvers === null ? {} : { resolvers: async () => resolvers }),
    }),
    qcow2Volumes({
      folder: join(folders.host, 'volumes'),
      madeFolder: join(settings.cache, 'images'),
      cacheFolder: join(settings.cache, 'packages'),
    }),
  ])
  return { machines, networks, volumes }
}
