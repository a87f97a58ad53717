import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MachineWanted } from '@paddock/host-api'
import { findCgroups, makeCgroup, removeCgroup, startCaged } from '@paddock/linux'
import type { LayerId } from '@paddock/model'
import { aNic, type MachineRoom, machineRoom, newLayer, newVolume } from './support/machine-room.ts'
import { textOf } from './support/text-screen.ts'

/** The goal is 100 ms, and some 15 are usual. On a computer that is busy with other things every step waits for its turn. */
const pauseMaxMs = 1_000

const untold = { instant: async () => {}, signal: new AbortController().signal }

/** The machine with a newer top on each disk, and the volumes that become layers by it. */
async function withNewTops(room: MachineRoom, machine: MachineWanted): Promise<MachineWanted> {
  const disks = machine.disks.map(disk => ({ ...disk, volume: newVolume() }))
  for (const [at, { disk, volume }] of disks.entries()) {
    const parent = (machine.disks[at]?.volume ?? assert.fail()) as string as LayerId
    await room.volumes.make({ volume, disk, want: 'present', parent, sizeBytes: 1 })
  }
  return { ...machine, disks }
}

/** A machine that goes on from a snapshot of another, with its own tops. */
async function copyOf(room: MachineRoom, of: MachineWanted, memory: LayerId): Promise<MachineWanted> {
  const sealed = (of.disks[0]?.volume ?? assert.fail()) as string as LayerId
  return room.machine({ memory, interfaces: of.interfaces, memoryMiB: of.memoryMiB }, { from: sealed })
}

const counterOf = async (room: MachineRoom, machine: MachineWanted): Promise<number> =>
  Number((await room.inGuest(machine, 'cat /dev/shm/count')).stdout)

async function countingMachine(room: MachineRoom, over: Partial<MachineWanted> = {}): Promise<MachineWanted> {
  const machine = await room.machine(over)
  await room.machines.start(machine, room.needs)
  await room.inGuest(
    machine,
    '(i=0; while :; do i=$((i+1)); echo $i >/dev/shm/count.new; mv /dev/shm/count.new /dev/shm/count; usleep 5000; done) >/dev/null 2>&1 &',
  )
  return machine
}

test('a machine is kept while it runs, and copies go on from that very instant, with the same screen and their own random numbers', async t => {
  const room = await machineRoom(t)
  const machine = await countingMachine(room)
  await room.inGuest(
    machine,
    'printf "\\033[2J\\033[H*** shown at that moment ***\\n" >/dev/tty1; echo before >/root/mark; sync',
  )
  await sleep(300)
  const shown = await textOf(await room.machines.openScreen(machine.run))

  const memory = newLayer()
  const going = await withNewTops(room, machine)
  const before = await counterOf(room, machine)
  const started = Date.now()
  const [pause] = await room.machines.snapshot([{ machine: going, needs: room.needs, memory, rests: false }], untold)
  t.diagnostic(`first snapshot: ${pause?.pauseMs} ms pause, ${Date.now() - started} ms in all`)
  await room.inGuest(going, 'echo after >/root/mark')
  const after = await counterOf(room, going)
  assert.ok(after > before, 'the original goes on')
  assert.ok((pause?.pauseMs ?? 1000) < pauseMaxMs, `${pause?.pauseMs} ms pause`)

  const copies: MachineWanted[] = []
  const urandom = new Set<string>()
  for (let at = 0; at < 2; at++) {
    const copy = await copyOf(room, machine, memory)
    const from = Date.now()
    await room.machines.start(copy, room.needs)
    t.diagnostic(`copy ${at} runs after ${Date.now() - from} ms`)
    copies.push(copy)
  }
  for (const copy of copies) {
    await room.until(copy, ({ identity }) => identity === 'own')
    const count = await counterOf(room, copy)
    assert.ok(count > before, `${count} follows ${before}`)
    assert.equal(await textOf(await room.machines.openScreen(copy.run)), shown)
    assert.equal((await room.inGuest(copy, 'cat /root/mark')).stdout, 'before\n')
    urandom.add((await room.inGuest(copy, 'head -c 16 /dev/urandom | od -An -tx1')).stdout)
    const clock = Number((await room.inGuest(copy, 'date +%s')).stdout)
    assert.ok(Math.abs(clock - Date.now() / 1000) < 5, 'its clock is right')
    t.diagnostic(`a copy's own memory: ${privateMiB(room, copy)} MiB`)
  }
  assert.equal(urandom.size, copies.length)
})

function privateMiB(room: MachineRoom, machine: MachineWanted): number {
  const text = readFileSync(`/proc/${room.pid(machine)}/smaps_rollup`, 'utf8')
  const kiB = ['Private_Dirty', 'Private_Clean'].map(name =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1]),
  )
  return Math.round(kiB.reduce((sum, one) => sum + one, 0) / 1024)
}

test('a layer that is given to a machine cannot be altered by whoever breaks out of it', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine({}, { from: null })
  await room.machines.start(machine, room.needs)
  const memory = newLayer()
  await room.machines.snapshot(
    [{ machine: await withNewTops(room, machine), needs: room.needs, memory, rests: false }],
    untold,
  )
  const copy = await copyOf(room, machine, memory)
  await room.machines.start(copy, room.needs)

  const pid = room.pid(copy) ?? assert.fail()
  const given = readdirSync(`/proc/${pid}/fd`).find(fd =>
    readlinkSync(`/proc/${pid}/fd/${fd}`).includes('paddock-memory'),
  )
  const layer = openSync(`/proc/${pid}/fd/${given ?? assert.fail()}`, 'r')
  const before = hash(layer)
  const uid = 1_879_048_192 + Number.parseInt(room.tag, 16) * 4096 + 4000
  const folder = join(room.folder, 'probe')
  mkdirSync(folder, { mode: 0o700 })
  chownSync(folder, uid, uid)
  chmodSync(room.folder, 0o755)
  const cgroups = findCgroups()
  const cgroup = `paddock-${room.tag}/probe`
  makeCgroup(cgroups, cgroup, { cpuShare: 1, cpuMax: 1, memoryBytes: 64 * 1024 * 1024, processes: 8 })
  const said = openSync(join(room.folder, 'said'), 'a')
  const words = ['perl', '-e', readFileSync(join(import.meta.dirname, 'support', 'alter-probe.pl'), 'utf8')]
  const probe = startCaged(words, {
    uid,
    folder,
    cgroups,
    cgroup,
    openFilesMax: 64,
    descriptors: [layer],
    output: said,
  })
  await probe.ended
  await removeCgroup(cgroups, cgroup)
  assert.equal(readFileSync(join(room.folder, 'said'), 'utf8'), 'done\n')
  assert.equal(hash(layer), before)
  for (const fd of [layer, said]) closeSync(fd)
})

test('a machine of every profile and firmware can be kept, goes on, and is kept again from there', async t => {
  const room = await machineRoom(t)
  for (const profile of ['linux', 'windows', 'generic'] as const)
    for (const firmware of ['bios', 'uefi'] as const) {
      const of = `${profile} ${firmware}`
      const machine = await room.machine({ profile, firmware, interfaces: [aNic()] }, { from: null })
      await room.machines.start(machine, room.needs)
      let [last, memory] = [machine, newLayer()]
      const going = [await withNewTops(room, machine)]
      await room.machines.snapshot(
        [{ machine: going[0] ?? assert.fail(), needs: room.needs, memory, rests: false }],
        untold,
      )
      // From the second on, what the copy has changed lies on what it went on from.
      for (let generation = 0; generation < 2; generation++) {
        const sealed = (last.disks[0]?.volume ?? assert.fail()) as string as LayerId
        const copy = await room.machine({ profile, firmware, interfaces: machine.interfaces, memory }, { from: sealed })
        await room.machines.start(copy, room.needs)
        assert.equal((await room.seen(copy))?.power, 'running', of)
        const next = await withNewTops(room, copy)
        memory = newLayer()
        const [pause] = await room.machines.snapshot(
          [{ machine: next, needs: room.needs, memory, rests: false }],
          untold,
        )
        t.diagnostic(`${of}: ${pause?.pauseMs} ms pause`)
        last = copy
        going.push(next)
      }
      for (const one of going) {
        assert.equal((await room.seen(one))?.power, 'running', of)
        await room.machines.stop({ ...one, want: 'off' })
      }
    }
})

/** The content of an open file, as one word. */
function hash(fd: number): string {
  const piece = Buffer.alloc(1024 * 1024)
  const sum = createHash('sha256')
  for (let at = 0; ; at += piece.length) {
    const read = readSync(fd, piece, 0, piece.length, at)
    if (read === 0) return sum.digest('hex')
    sum.update(piece.subarray(0, read))
  }
}
