import assert from 'node:assert/strict'
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findCgroups, makeCgroup, outOfMemoryKills, removeCgroup, startCaged } from '@paddock/linux'
import { machineRoom } from './support/machine-room.ts'

const probe = join(import.meta.dirname, 'support', 'cage-probe.pl')

test('whoever breaks out of a machine finds a cage: no other machine’s disk, socket or process, no network, no way to root', async t => {
  const room = await machineRoom(t)
  const other = await room.machine({}, { from: null })
  await room.machines.start(other, room.needs)
  const otherFolder = join(room.folder, 'machines', 'runs', other.run, 'vm')
  const [otherDisk] = await room.volumes.chain(other.disks[0]?.volume ?? assert.fail())

  const uid = 1_879_048_192 + Number.parseInt(room.tag, 16) * 4096 + 4000
  const folder = join(room.folder, 'probe')
  const output = join(room.folder, 'probe.out')
  const own = join(room.folder, 'own')
  mkdirSync(folder, { mode: 0o700 })
  chownSync(folder, uid, uid)
  writeFileSync(own, 'mine', { mode: 0o600 })
  chmodSync(room.folder, 0o755)
  const cgroups = findCgroups()
  const cgroup = `paddock-${room.tag}/probe`
  makeCgroup(cgroups, cgroup, { cpuShare: 1, cpuMax: 1, memoryBytes: 128 * 1024 * 1024, processes: 16 })
  const descriptors = [openSync(own, 'r')]
  const out = openSync(output, 'a')
  const words = [
    'perl',
    '-e',
    readFileSync(probe, 'utf8'),
    otherDisk?.file ?? '',
    otherFolder,
    join(otherFolder, 'qmp'),
    `${room.pid(other)}`,
    own,
  ]
  const caged = startCaged(words, { uid, folder, cgroups, cgroup, openFilesMax: 64, descriptors, output: out })
  for (const fd of [...descriptors, out]) closeSync(fd)
  await caged.ended
  await removeCgroup(cgroups, cgroup)

  const said = readFileSync(output, 'utf8')
  assert.match(said, /^done$/m, said)
  assert.deepEqual(
    said.split('\n').filter(line => line.startsWith('could')),
    [],
  )
  assert.match(said, new RegExp(`^Uid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, 'm'))
  assert.match(said, new RegExp(`^Gid:\\s+${uid}\\s+${uid}\\s+${uid}\\s+${uid}$`, 'm'))
  assert.match(said, /^Groups:\s*$/m)
  for (const set of ['CapEff', 'CapPrm', 'CapBnd', 'CapAmb']) assert.match(said, new RegExp(`^${set}:\\s+0+$`, 'm'))
  assert.match(said, /^NoNewPrivs:\s+1$/m)
  assert.match(said, /^interfaces: (lo)?$/m)
  assert.match(said, /^inherited: mine$/m, 'what it was given it can use')
  assert.match(said, /^umask: 77$/m)
})

test('QEMU itself runs in the cage, with its own filter closed, and holds nothing open but what is its machine’s', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine({ disks: [] })
  const other = await room.machine({}, { from: null })
  await room.machines.start(machine, room.needs)
  await room.machines.start(other, room.needs)
  const status = (run: typeof machine) => readFileSync(`/proc/${room.pid(run)}/status`, 'utf8')
  const line = (text: string, name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(text)?.[1]
  const text = status(machine)
  assert.equal(line(text, 'Seccomp'), '2')
  assert.equal(line(text, 'NoNewPrivs'), '1')
  assert.match(line(text, 'CapEff') ?? '', /^0+$/)
  assert.match(line(text, 'CapBnd') ?? '', /^0+$/)
  assert.notEqual(line(text, 'Uid'), line(status(other), 'Uid'))
  const net = (pid: number | string) => readlinkSync(`/proc/${pid}/ns/net`)
  assert.notEqual(net(room.pid(machine) ?? 0), net('self'))
  assert.notEqual(net(room.pid(machine) ?? 0), net(room.pid(other) ?? 0))
  assert.equal(readFileSync(`/proc/${room.pid(machine)}/oom_score_adj`, 'utf8').trim(), '300')
  assert.match(
    readFileSync(`/proc/${room.pid(machine)}/cgroup`, 'utf8'),
    new RegExp(`/paddock-${room.tag}/${machine.run}`),
  )

  const folder = join(room.folder, 'machines', 'runs', machine.run)
  const open = readdirSync(`/proc/${room.pid(machine)}/fd`)
    .map(fd => readlinkSync(`/proc/${room.pid(machine)}/fd/${fd}`))
    .filter(
      file =>
        file.startsWith('/') && !file.startsWith('/dev/') && !file.startsWith('/memfd:') && !file.startsWith(folder),
    )
  assert.deepEqual(open, [])
})

test('a caged process that wants more memory than it may have is ended, and it is known why', async t => {
  const room = await machineRoom(t)
  const cgroups = findCgroups()
  const cgroup = `paddock-${room.tag}/greedy`
  const uid = 1_879_048_192 + Number.parseInt(room.tag, 16) * 4096 + 4001
  const folder = join(room.folder, 'greedy')
  mkdirSync(folder, { mode: 0o700 })
  chownSync(folder, uid, uid)
  makeCgroup(cgroups, cgroup, { cpuShare: 1, cpuMax: 1, memoryBytes: 32 * 1024 * 1024, processes: 16 })
  const output = openSync('/dev/null', 'w')
  const caged = startCaged(['perl', '-e', 'my $memory = "x" x (256 * 1024 * 1024); print 1'], {
    ...{ uid, folder, cgroups, cgroup, openFilesMax: 64, descriptors: [], output },
  })
  closeSync(output)
  assert.equal((await caged.ended).signal, 'SIGKILL')
  assert.equal(outOfMemoryKills(cgroups, cgroup), 1)
  await removeCgroup(cgroups, cgroup)
})
