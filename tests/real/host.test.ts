import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { linuxNetworks, qcow2Volumes, qemuMachines } from '@paddock/drivers'
import { someAssignment, someLab, someLayer } from '@paddock/drivers/contract'
import { createHost, type Host, systemClock } from '@paddock/host'
import { noLog, type Report } from '@paddock/host-api'
import { listNetns, nftApply, readLinks, removeTree, run } from '@paddock/linux'
import type { HostId } from '@paddock/model'

const host = '018f0000-0000-7000-8000-000000000001' as HostId

/** An image without anything on it: what a host does with machines is the same. */
const emptyDisk = {
  async make({ folder }: { folder: string }) {
    await mkdir(folder, { recursive: true })
    const file = join(folder, 'empty.qcow2')
    const virtualSizeBytes = 8 * 1024 ** 2
    await run(['qemu-img', 'create', '-q', '-f', 'qcow2', file, `${virtualSizeBytes}`], { timeoutMs: 10_000 })
    const checksum = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
    return { file, kind: 'disk', format: 'qcow2', virtualSizeBytes, checksum } as const
  },
}

test('LAB-3: a host brings a lab up on the real drivers, finds it after its own end, and takes it away without a trace', async t => {
  if (process.getuid?.() !== 0) throw new Error('A host makes namespaces and machines: run as root.')
  const folder = await mkdtemp(join(tmpdir(), 'pd-'))
  const tag = randomBytes(2).toString('hex')
  const opened: (() => Promise<void>)[] = []

  async function startDaemon(): Promise<Host> {
    const options = { tag, log: noLog, clock: () => new Date() }
    const drivers = {
      machines: await qemuMachines({ ...options, folder: join(folder, 'machines') }),
      networks: await linuxNetworks({ ...options, folder: join(folder, 'fences'), resolvers: async () => [] }),
      volumes: await qcow2Volumes({ folder: join(folder, 'volumes'), recipes: new Map([['empty-disk', emptyDisk]]) }),
    }
    const hello = { host, name: 'real', roles: ['machines', 'networks', 'volumes'], contract: 1 } as const
    const daemon = createHost({ hello, drivers, clock: systemClock, log: noLog, ledgerFolder: join(folder, 'ledger') })
    await daemon.start()
    opened.push(async () => {
      await daemon.close()
      for (const driver of Object.values(drivers)) await driver.close()
    })
    return daemon
  }
  const endDaemon = async () => opened.pop()?.()

  async function becomes(daemon: Host, what: (report: Report) => boolean): Promise<Report> {
    for (const until = Date.now() + 60_000; Date.now() < until; await pause(50)) {
      const report = daemon.report()
      if (what(report)) return report
    }
    throw new Error(`It did not come to that: ${JSON.stringify(daemon.report())}`)
  }

  const layer = someLayer('empty-disk')
  const lab = someLab({ machines: 2, layer: layer.layer })
  const away = { ...lab, machines: [], volumes: lab.volumes.map(volume => ({ ...volume, want: 'absent' as const })) }
  const empty = {
    ...someAssignment({ host, generation: 2, layers: [{ ...layer, want: 'absent' }], labs: [away] }),
    fences: [],
  }
  t.after(async () => {
    await endDaemon()
    nftApply(null, `add table inet paddock_${tag}\ndelete table inet paddock_${tag}\n`)
    await removeTree(folder, tmpdir())
  })

  let daemon = await startDaemon()
  await daemon.assign(someAssignment({ host, generation: 1, layers: [layer], labs: [lab] }))
  const allRun = (report: Report) =>
    report.machines.length === 2 && report.machines.every(({ power }) => power === 'running')
  const up = await becomes(daemon, allRun)
  assert.equal(up.fences[0]?.ready, true)

  await endDaemon()
  daemon = await startDaemon()
  const again = await becomes(daemon, report => allRun(report) && report.fences[0]?.ready === true)
  assert.equal(again.generation, 1)
  assert.deepEqual(
    again.machines.map(({ startedAt }) => startedAt),
    up.machines.map(({ startedAt }) => startedAt),
  )

  await daemon.assign(empty)
  await becomes(
    daemon,
    ({ machines, fences, volumes, layers }) =>
      machines.length + fences.length === 0 && [...volumes, ...layers].every(({ state }) => state === 'absent'),
  )
  assert.deepEqual(await listNetns(`pd${tag}-`), [])
  assert.deepEqual(
    readLinks(null).filter(({ name }) => name.startsWith(`pd${tag}`)),
    [],
  )
  for (const left of ['machines/runs', 'ledger/runs', 'volumes/images'])
    assert.deepEqual(await readdir(join(folder, left)), [], left)
})
