import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { linuxNetworks } from '@paddock/drivers'
import { noLog } from '@paddock/host-api'
import { run } from '@paddock/linux'
import { fenceOf } from '../tests/real/support/net.ts'

// A fenced network up and down, against libvirt's `virsh net-start` and `net-destroy`. Goal: 1.5 times as fast, as a ratio of medians in one run.
//
// Both work in a network and mount namespace of this bench's own, so that neither sees or leaves anything of the host's; a round of the one
// follows a round of the other, so that a busy machine slows both.

const goal = 1.5
const rounds = 15
const inside = 'PADDOCK_BENCH_INSIDE'

if (process.env[inside] === undefined) {
  const words = ['--mount', '--net', process.execPath, import.meta.filename]
  const child = spawn('unshare', words, { stdio: 'inherit', env: { ...process.env, [inside]: '1' } })
  const [code] = await once(child, 'exit')
  process.exitCode = typeof code === 'number' ? code : 1
} else await bench()

async function bench(): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'pd-bench-fence-'))
  for (const folder of ['/run', '/var/lib/libvirt', '/etc/libvirt', '/var/log/libvirt', '/var/cache/libvirt'])
    await run(['mount', '-t', 'tmpfs', 'tmpfs', folder], { timeoutMs: 5_000 })
  // /sys shows the network namespace of whoever mounted it.
  await run(['mount', '-t', 'sysfs', 'sysfs', '/sys'], { timeoutMs: 5_000 })
  await run(['ip', 'link', 'set', 'lo', 'up'], { timeoutMs: 5_000 })
  // A way out, as a host has one.
  await run(['ip', 'link', 'add', 'uplink', 'type', 'veth', 'peer', 'name', 'world'], { timeoutMs: 5_000 })
  await run(['ip', 'address', 'add', '192.0.2.2/24', 'dev', 'uplink'], { timeoutMs: 5_000 })
  await run(['ip', 'link', 'set', 'uplink', 'up'], { timeoutMs: 5_000 })

  const libvirtd = spawn('libvirtd', [], { stdio: 'ignore' })
  const virtlogd = spawn('virtlogd', [], { stdio: 'ignore' })
  for (const child of [libvirtd, virtlogd]) child.on('error', () => {})
  try {
    const virsh = (...words: string[]): Promise<string> =>
      run(['virsh', '-q', '-c', 'network:///system', ...words], { timeoutMs: 60_000 })
    const up = Date.now() + 30_000
    while (
      !(await virsh('net-list').then(
        () => true,
        () => false,
      ))
    ) {
      if (Date.now() > up) throw new Error('libvirtd does not answer.')
      await sleep(100)
    }
    const definition = join(scratch, 'network.xml')
    await writeFile(
      definition,
      `<network><name>bench</name><forward mode='nat'/><bridge name='virbench' stp='off' delay='0'/><domain name='lab.internal' localOnly='yes'/>
<ip address='10.88.1.1' netmask='255.255.255.0'><dhcp><range start='10.88.1.100' end='10.88.1.200'/><host mac='52:54:00:00:00:0a' name='web' ip='10.88.1.10'/></dhcp></ip></network>`,
    )
    await virsh('net-define', definition)

    const fence = fenceOf({
      number: 1,
      networks: { front: { cidr: '10.77.1.0/24', gateway: '10.77.1.1' } },
      ports: { web: { network: 'front', mac: '52:54:00:00:00:0a', address: '10.77.1.10' } },
    })
    const networks = await linuxNetworks({
      folder: join(scratch, 'fences'),
      tag: 'be7c',
      log: noLog,
      clock: () => new Date(),
      resolvers: async () => [],
    })
    const took: Record<'start' | 'destroy' | 'raise' | 'lower' | 'virsh', number[]> = {
      start: [],
      destroy: [],
      raise: [],
      lower: [],
      virsh: [],
    }
    const timed = async (list: number[], work: () => Promise<unknown>): Promise<void> => {
      const begun = performance.now()
      await work()
      list.push(performance.now() - begun)
    }
    for (let round = 0; round < rounds; round += 1) {
      await timed(took.start, () => virsh('net-start', 'bench'))
      await timed(took.destroy, () => virsh('net-destroy', 'bench'))
      await timed(took.virsh, () => virsh('net-list'))
      await timed(took.raise, () => networks.raise(fence))
      await timed(took.lower, () => networks.lower(fence.lab))
      // The kernel clears a removed namespace away by itself; the next round should not wait for it.
      await sleep(100)
    }
    await networks.close()
    const median = (list: readonly number[]): number =>
      list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN
    const say = (text: string): void => void process.stdout.write(`${text}\n`)
    for (const [name, list] of Object.entries(took))
      say(`${name.padEnd(8)} ${median(list).toFixed(1).padStart(8)} ms (median of ${list.length})`)
    const theirs = median(took.start) + median(took.destroy)
    const ours = median(took.raise) + median(took.lower)
    const ratio = theirs / ours
    // A command of virsh takes this long to do nothing; without it the comparison is between the two daemons' work alone.
    const bare = (theirs - 2 * median(took.virsh)) / ours
    say(
      `fence up and down against libvirt: ${ratio.toFixed(2)} times as fast (goal ${goal}); ${bare.toFixed(2)} without the start of virsh itself`,
    )
    process.exitCode = ratio >= goal ? 0 : 1
  } finally {
    for (const child of [libvirtd, virtlogd]) {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.pid !== undefined) await once(child, 'exit')
    }
    await rm(scratch, { recursive: true, force: true })
  }
}
