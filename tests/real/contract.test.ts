import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { linuxNetworks, qcow2Volumes, qemuMachines } from '@paddock/drivers'
import {
  type MachinesUnderTest,
  removeMemories,
  strayMachine,
  testMachineMemory,
  testMachines,
  testNetworks,
  testVolumes,
} from '@paddock/drivers/contract'
import type { Machines, Networks } from '@paddock/host'
import { noLog } from '@paddock/host-api'
import { nftApply, removeTree, run } from '@paddock/linux'

if (process.getuid?.() !== 0)
  throw new Error('The real drivers make namespaces and processes of other users: run as root.')

const clock = () => new Date()
const commandMs = 10_000

/** A folder that goes when the test ends, after whatever else it does then. */
async function scratch(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'pd-'))
  return { folder, remove: () => removeTree(folder, tmpdir()) }
}

/** The smallest disk image that there is, made as a recipe makes one. */
const emptyDisk = {
  async make({ folder, signal }: { folder: string; signal?: AbortSignal }) {
    signal?.throwIfAborted()
    await mkdir(folder, { recursive: true })
    const file = join(folder, `empty-${randomBytes(4).toString('hex')}.qcow2`)
    const virtualSizeBytes = 8 * 1024 ** 2
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', file, `${virtualSizeBytes}`], { timeoutMs: commandMs })
    const checksum = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    return { file, kind: 'disk', format: 'qcow2', virtualSizeBytes, checksum } as const
  },
}
const recipes = new Map([['empty-disk', emptyDisk]])

testVolumes('qcow2', async t => {
  const { folder, remove } = await scratch()
  t.after(remove)
  const make = () => qcow2Volumes({ folder: join(folder, 'volumes'), recipes })
  return { volumes: await make(), reborn: make, recipe: 'empty-disk' }
})

testNetworks('linux-network', async t => {
  const { folder, remove } = await scratch()
  const tag = randomBytes(2).toString('hex')
  const opened: Networks[] = []
  const taps: string[] = []
  const open = async (): Promise<Networks> => {
    const networks = await linuxNetworks({
      folder: join(folder, 'fences'),
      tag,
      log: noLog,
      clock,
      resolvers: async () => [],
    })
    opened.push(networks)
    return networks
  }
  t.after(async () => {
    const last = await open()
    for (const { lab } of await last.list()) await last.lower(lab)
    for (const networks of opened) await networks.close()
    nftApply(null, `add table inet paddock_${tag}\ndelete table inet paddock_${tag}\n`)
    // Those that were plugged went with their fence.
    for (const tap of taps) await run(['ip', 'link', 'delete', tap], { timeoutMs: commandMs }).catch(() => {})
    await remove()
  })
  return {
    networks: await open(),
    reborn: open,
    async tap(port) {
      const name = `pd${tag}t${taps.length}`
      taps.push(name)
      await run(['ip', 'tuntap', 'add', 'dev', name, 'mode', 'tap'], { timeoutMs: commandMs })
      return { interface: port.interface, name }
    },
  }
})

async function machinesUnderTest(t: TestContext): Promise<MachinesUnderTest> {
  const { folder, remove } = await scratch()
  const tag = randomBytes(2).toString('hex')
  const volumes = await qcow2Volumes({ folder: join(folder, 'volumes'), recipes })
  const opened: Machines[] = []
  const open = async (): Promise<Machines> => {
    await opened.at(-1)?.close()
    const machines = await qemuMachines({ folder: join(folder, 'machines'), tag, log: noLog, clock })
    opened.push(machines)
    return machines
  }
  t.after(async () => {
    const machines = await open()
    for (const { run } of await machines.list()) {
      await machines.stop(strayMachine(run))
      await machines.forget(run)
    }
    await removeMemories(machines)
    await machines.close()
    await volumes.close()
    await remove()
  })
  return { machines: await open(), volumes, reborn: open }
}

testMachines('qemu', machinesUnderTest)
testMachineMemory('qemu', machinesUnderTest)
