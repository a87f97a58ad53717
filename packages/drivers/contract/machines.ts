import assert from 'node:assert/strict'
import type { Duplex } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { MachineNeeds, Machines, Volumes } from '@paddock/host'
import type { MachineSeen, MachineWanted } from '@paddock/host-api'
import { layerOfVolume, Problem, type RunId } from '@paddock/model'
import { someMachine, someVolume } from './build.ts'

/** What the tests of a machines driver are given. */
export interface MachinesUnderTest {
  readonly machines: Machines
  /** Where the machines' disks are. */
  readonly volumes: Volumes
  /** Another driver on the same host, as after a crash of the daemon. The old one is closed by the caller. */
  reborn(): Promise<Machines>
}

const asPicture = { method: 'picture', width: 160 } as const

/** How long a driver may take to see what happened. */
const patienceMs = 20_000

/** Tests that every driver of machines passes, simulated or real. Their guests have a blank disk, so nothing in them listens. */
export function testMachines(name: string, make: (t: TestContext) => Promise<MachinesUnderTest>): void {
  const contract = (title: string, work: (under: MachinesUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async t => work(await make(t)))

  const needsOf = ({ volumes }: MachinesUnderTest, over: Partial<MachineNeeds> = {}): MachineNeeds => ({
    plug: async () => {},
    chain: volume => volumes.chain(volume),
    layer: layer => volumes.layer(layer),
    ...over,
  })

  async function machineWithDisk(
    { volumes }: MachinesUnderTest,
    over: Partial<MachineWanted> = {},
  ): Promise<MachineWanted> {
    const volume = someVolume()
    await volumes.make(volume)
    return someMachine({ disks: [{ disk: volume.disk, volume: volume.volume, position: 0 }], graceSeconds: 1, ...over })
  }

  async function started(under: MachinesUnderTest, over: Partial<MachineWanted> = {}): Promise<MachineWanted> {
    const machine = await machineWithDisk(under, over)
    await under.machines.start(machine, needsOf(under))
    return machine
  }

  const seenOf = async (machines: Machines, run: RunId): Promise<MachineSeen | undefined> =>
    (await machines.list()).find(seen => seen.run === run)

  async function becomes(machines: Machines, run: RunId, power: MachineSeen['power']): Promise<MachineSeen> {
    for (const until = Date.now() + patienceMs; Date.now() < until; await pause(20)) {
      const seen = await seenOf(machines, run)
      if (seen?.power === power) return seen
    }
    throw new Error(`It did not become ${power}: ${JSON.stringify(await seenOf(machines, run))}`)
  }

  async function clear(machines: Machines, machine: MachineWanted): Promise<void> {
    await machines.stop({ ...machine, want: 'off' })
    await machines.forget(machine.run)
    assert.equal(await seenOf(machines, machine.run), undefined)
  }

  contract('a machine is started once, however often it is asked for', async under => {
    const { machines } = under
    const machine = await machineWithDisk(under)
    const needs = needsOf(under)
    await Promise.all([machines.start(machine, needs), machines.start(machine, needs)])
    await machines.start(machine, needs)
    const list = await machines.list()
    assert.deepEqual(
      list.map(seen => [seen.run, seen.power, seen.end]),
      [[machine.run, 'running', null]],
    )
    assert.ok(Date.parse(list[0]?.startedAt ?? '') > 0)
    await clear(machines, machine)
  })

  contract('powered off it ends as stopped, stays listed, and is forgotten when told', async under => {
    const { machines } = under
    const machine = await started(under)
    await machines.stop({ ...machine, want: 'off' })
    const seen = await becomes(machines, machine.run, 'ended')
    assert.equal(seen.end?.reason, 'stopped')
    await machines.stop({ ...machine, want: 'off' })
    await machines.forget(machine.run)
    await machines.forget(machine.run)
    assert.deepEqual(await machines.list(), [])
  })

  contract('a guest that does not listen is ended once its time to shut down is over', async under => {
    const { machines } = under
    const machine = await started(under)
    await machines.stop({ ...machine, want: 'stopped' })
    assert.equal((await becomes(machines, machine.run, 'ended')).end?.reason, 'stopped')
    await clear(machines, machine)
  })

  contract('power off overtakes a graceful stop that takes long', async under => {
    const { machines } = under
    const machine = await started(under, { graceSeconds: 600 })
    const graceful = machines.stop({ ...machine, want: 'stopped' })
    await becomes(machines, machine.run, 'stopping')
    await machines.stop({ ...machine, want: 'off' })
    await graceful
    assert.equal((await becomes(machines, machine.run, 'ended')).end?.reason, 'stopped')
    await clear(machines, machine)
  })

  contract('a machine that is powered off while it starts does not come up', async under => {
    const { machines } = under
    const machine = await machineWithDisk(under, {
      interfaces: [],
    })
    const held = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const chain: MachineNeeds['chain'] = async volume => {
      asked.resolve()
      await held.promise
      return under.volumes.chain(volume)
    }
    const start = machines.start(machine, needsOf(under, { chain })).catch(() => {})
    await asked.promise
    const stop = machines.stop({ ...machine, want: 'off' })
    held.resolve()
    await Promise.all([start, stop])
    // The stop may have come before there was anything to stop. Whoever drives asks again.
    await clear(machines, machine)
  })

  contract('a start that fails says so and leaves nothing alive', async under => {
    const { machines } = under
    const machine = await machineWithDisk(under)
    const chain = async () => {
      throw new Problem('not-found', 'The disk is not on this host.')
    }
    await assert.rejects(machines.start(machine, needsOf(under, { chain })))
    const seen = await seenOf(machines, machine.run)
    assert.ok(seen === undefined || seen.power === 'ended')
    await machines.forget(machine.run)
    assert.deepEqual(await machines.list(), [])
  })

  contract('what is not here can be stopped and forgotten, and nothing else', async ({ machines }) => {
    const machine = someMachine()
    await machines.stop(machine)
    await machines.forget(machine.run)
    await assert.rejects(machines.openScreen(machine.run), { code: 'not-found' })
    await assert.rejects(machines.screenSocket(machine.run), { code: 'not-found' })
    await assert.rejects(machines.openSerial(machine.run), { code: 'not-found' })
    const call = { method: 'exec', run: machine.run, command: ['true'], input: '', timeoutSeconds: 1 } as const
    await assert.rejects(machines.exec({ ...call, command: ['true'] }), { code: 'not-found' })
    const { run } = machine
    const strokes = [['a' as const]]
    await assert.rejects(machines.press({ method: 'press', run, strokes }), { code: 'not-found' })
    await assert.rejects(machines.picture({ ...asPicture, run }), { code: 'not-found' })
  })

  contract('a running machine’s screen can be pictured, as narrow as asked, and its keys pressed', async under => {
    const { machines } = under
    const machine = await started(under)
    const { run } = machine
    const png = Buffer.from((await machines.picture({ ...asPicture, run })).png, 'base64')
    assert.equal(png.subarray(1, 4).toString(), 'PNG')
    assert.equal(png.readUInt32BE(16), asPicture.width)
    const strokes = [['a' as const], ['shift' as const, 'b' as const]]
    assert.deepEqual(await machines.press({ method: 'press', run, strokes }), { pressed: 2 })
    await clear(machines, machine)
  })

  contract('a running machine outlives its daemon, and is found as it was', async under => {
    const machine = await started(under)
    const before = await seenOf(under.machines, machine.run)
    const again = await under.reborn()
    const seen = await becomes(again, machine.run, 'running')
    assert.equal(seen.startedAt, before?.startedAt)
    await again.start(machine, needsOf(under))
    assert.equal((await again.list()).length, 1)
    await again.stop({ ...machine, want: 'off' })
    const third = await under.reborn()
    assert.equal((await becomes(third, machine.run, 'ended')).end?.reason, 'stopped')
    await third.forget(machine.run)
    assert.deepEqual(await third.list(), [])
  })

  contract('resets are done once each time they are asked for', async under => {
    const { machines } = under
    const machine = await started(under, { resets: 2 })
    assert.equal((await seenOf(machines, machine.run))?.resetsDone, 2, 'a start does those that were asked for before')
    const reset = { ...machine, resets: 3 }
    await machines.update(reset, needsOf(under))
    await machines.update(reset, needsOf(under))
    const seen = await seenOf(machines, machine.run)
    assert.deepEqual([seen?.power, seen?.resetsDone], ['running', 3])
    await clear(machines, machine)
  })

  contract('an update may be repeated, and takes a disk to a newer top while the machine runs', async under => {
    const { machines, volumes } = under
    const machine = await started(under)
    await machines.update(machine, needsOf(under))
    const [disk] = machine.disks
    assert.ok(disk)
    const sealed = layerOfVolume(disk.volume)
    const top = someVolume({ disk: disk.disk, parent: sealed })
    await volumes.make(top)
    const moved = { ...machine, disks: [{ ...disk, volume: top.volume }] }
    await machines.update(moved, needsOf(under))
    await machines.update(moved, needsOf(under))
    assert.equal((await becomes(machines, machine.run, 'running')).trouble, null)
    // Nothing writes to the old one any more, so another machine may stand on it.
    const copy = someVolume({ parent: sealed })
    await volumes.make(copy)
    const other = someMachine({ disks: [{ disk: copy.disk, volume: copy.volume, position: 0 }] })
    await machines.start(other, needsOf(under))
    await becomes(machines, other.run, 'running')
    await clear(machines, other)
    await clear(machines, machine)
  })

  contract('a screen speaks RFB 3.8 and a serial port takes several listeners', async under => {
    const { machines } = under
    const machine = await started(under)
    const screen = await machines.openScreen(machine.run)
    assert.equal(await firstBytes(screen, 12), 'RFB 003.008\n')
    screen.destroy()
    const serials = await Promise.all([machines.openSerial(machine.run), machines.openSerial(machine.run)])
    for (const serial of serials) serial.write('\r')
    const ends = serials.map(
      serial => new Promise(resolve => serial.resume().once('close', resolve).once('end', resolve)),
    )
    await machines.stop({ ...machine, want: 'off' })
    await Promise.all(ends)
    await clear(machines, machine)
  })

  contract('a change is told to who listens', async under => {
    const { machines } = under
    let told = 0
    const end = machines.onChange(() => {
      told += 1
    })
    const machine = await started(under)
    assert.ok(told > 0, 'a start was not told')
    const before = told
    await machines.stop({ ...machine, want: 'off' })
    assert.ok(told > before, 'an end was not told')
    end()
    await clear(machines, machine)
  })

  contract('what the machines run on is known', async ({ machines }) => {
    const facts = await machines.facts()
    assert.ok(facts.qemuVersion.length > 0)
    assert.ok(['kvm', 'tcg', 'simulated'].includes(facts.accelerator))
  })
}

async function firstBytes(stream: Duplex, count: number): Promise<string> {
  let text = ''
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    if (text.length >= count) break
  }
  return text.slice(0, count)
}
