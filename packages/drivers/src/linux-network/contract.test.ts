import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Networks } from '@paddock/host'
import { noLog } from '@paddock/host-api'
import { ipBatch, nftApply } from '@paddock/linux'
import { testNetworks } from '../../contract/networks.ts'
import { noHostRules } from './host-rules.ts'
import { linkExists } from './host-side.ts'
import { linuxNetworks } from './networks.ts'

testNetworks('linux', async t => {
  if (process.getuid?.() !== 0) throw new Error('Real networks are namespaces of the kernel: run this test as root.')
  const folder = await mkdtemp(join(tmpdir(), 'pd-networks-'))
  const tag = randomBytes(2).toString('hex')
  const opened: Networks[] = []
  const taps: string[] = []
  const open = async (): Promise<Networks> => {
    const resolvers = async () => []
    const networks = await linuxNetworks({ folder, tag, log: noLog, clock: () => new Date(), resolvers })
    opened.push(networks)
    return networks
  }
  t.after(async () => {
    const last = await open()
    for (const { lab } of await last.list()) await last.lower(lab)
    for (const networks of opened) await networks.close()
    await ipBatch(
      null,
      taps.filter(linkExists).map(name => `link delete ${name}`),
    )
    nftApply(null, noHostRules(tag))
    await rm(folder, { recursive: true })
  })
  return {
    networks: await open(),
    reborn: open,
    async tap(port) {
      const name = `pd${tag}t${taps.length}`
      taps.push(name)
      await ipBatch(null, [`tuntap add dev ${name} mode tap`])
      return { interface: port.interface, name }
    },
  }
})
