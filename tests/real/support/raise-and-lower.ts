import { linuxNetworks } from '@paddock/drivers'
import { type FenceWanted, noLog } from '@paddock/host-api'

// A host daemon that does nothing but make one fence and remove it again, until it is killed: node raise-and-lower.ts <folder> <tag> <fence>.
const [folder = '', tag = '', fence = ''] = process.argv.slice(2)
const wanted: FenceWanted = JSON.parse(fence)
const networks = await linuxNetworks({ folder, tag, log: noLog, clock: () => new Date(), resolvers: async () => [] })
console.log('ready')
for (;;) {
  await networks.raise(wanted)
  await networks.lower(wanted.lab)
}
