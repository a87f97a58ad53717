import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Machines, SnapshotTold } from '@paddock/host'
import type { MachineWanted } from '@paddock/host-api'
import { type LayerId, layerOfVolume, Problem } from '@paddock/model'
import { newId, someMachine, someVolume } from './build.ts'
import type { MachinesUnderTest } from './machines.ts'

/** Removes all memory that no machine runs from any more, children first: what keeps it in memory would outlive its folder. */
export async function removeMemories(machines: Machines): Promise<void> {
  const layers = (await machines.memories()).map(({ layer }) => layer)
  for (let round = 0; round < layers.length; round++)
    for (const layer of layers) await machines.removeMemory(layer).catch(() => {})
}

const told: SnapshotTold = { instant: async () => {}, signal: new AbortController().signal }

/** Tests of memory that every driver of machines passes. Their guests have a blank disk: what goes on in them is tested elsewhere. */
export function testMachineMemory(name: string, make: (t: TestContext) => Promise<MachinesUnderTest>): void {
  const contract = (title: string, work: (under: MachinesUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async t => work(await make(t)))

  const needsOf = ({ volumes }: MachinesUnderTest) => ({
    plug: async () => {},
    chain: volumes.chain.bind(volumes),
    layer: volumes.layer.bind(volumes),
  })

  async function on(under: MachinesUnderTest, parent: LayerId | null): Promise<MachineWanted> {
    const volume = someVolume({ parent })
    await under.volumes.make(volume)
    return someMachine({ disks: [{ disk: volume.disk, volume: volume.volume, position: 0 }], graceSeconds: 1 })
  }

  async function started(under: MachinesUnderTest, machine: MachineWanted): Promise<MachineWanted> {
    await under.machines.start(machine, needsOf(under))
    return machine
  }

  const layerOf = (machine: MachineWanted): LayerId => layerOfVolume(machine.disks[0]?.volume ?? assert.fail())

  async function withNewTop(under: MachinesUnderTest, machine: MachineWanted): Promise<MachineWanted> {
    const { disk } = machine.disks[0] ?? assert.fail()
    const top = someVolume({ disk, parent: layerOf(machine) })
    await under.volumes.make(top)
    return { ...machine, disks: [{ disk, volume: top.volume, position: 0 }] }
  }

  /** Takes a snapshot of machines, each with a newer top. */
  async function kept(under: MachinesUnderTest, machines: readonly MachineWanted[], over = told) {
    const memories = machines.map(() => newId<'layer'>())
    const going = await Promise.all(machines.map(machine => withNewTop(under, machine)))
    const parts = going.map((machine, at) => ({
      ...{ machine, needs: needsOf(under), rests: false },
      memory: memories[at] ?? null,
    }))
    const pauses = await under.machines.snapshot(parts, over)
    return { memories, going, pauses }
  }

  const powers = async ({ machines }: MachinesUnderTest) => (await machines.list()).map(({ power }) => power)
  const layers = async ({ machines }: MachinesUnderTest) => (await machines.memories()).map(({ layer }) => layer)

  async function clear({ machines }: MachinesUnderTest, all: readonly MachineWanted[]): Promise<void> {
    for (const machine of all) {
      await machines.stop({ ...machine, want: 'off' })
      await machines.forget(machine.run)
    }
  }

  contract('two machines are kept at one instant and go on, and others go on from it (SNP-1)', async under => {
    const two = await Promise.all([started(under, await on(under, null)), started(under, await on(under, null))])
    const { memories, going, pauses } = await kept(under, two)
    assert.deepEqual(new Set(pauses.map(({ run }) => run)), new Set(two.map(({ run }) => run)))
    assert.ok(pauses.every(({ pauseMs }) => pauseMs >= 0))
    assert.deepEqual(await powers(under), ['running', 'running'])
    const seen = await under.machines.memories()
    assert.deepEqual(new Set(seen.map(({ layer }) => layer)), new Set(memories))
    const facts = await under.machines.facts()
    for (const { state, compatibility, virtualSizeBytes, checksum } of seen) {
      assert.equal(state, 'present')
      const { acceleratorReason: _, ...platform } = facts
      assert.deepEqual(compatibility, platform)
      assert.equal(virtualSizeBytes, 64 * 1024 * 1024)
      assert.match(checksum ?? '', /^[0-9a-f]{64}$/)
    }
    const copy = { ...(await on(under, layerOf(two[0] ?? assert.fail()))), memory: memories[0] ?? null }
    await started(under, copy)
    assert.deepEqual(await powers(under), ['running', 'running', 'running'])

    // A copy is kept as well: what it has changed lies on what it went on from.
    const again = await kept(under, [copy])
    const second = { ...(await on(under, layerOf(copy))), memory: again.memories[0] ?? null }
    await started(under, second)
    const first = memories[0] ?? assert.fail()
    await assert.rejects(under.machines.removeMemory(first), { code: 'in-use' })
    await clear(under, [...going, ...again.going, second])
    for (const layer of [...again.memories, ...memories]) await under.machines.removeMemory(layer)
    await under.machines.removeMemory(first)
    assert.deepEqual(await layers(under), [])
  })

  contract('a snapshot that fails keeps nothing, and its machines run', async under => {
    const machine = await started(under, await on(under, null))
    const failing = { ...told, instant: async () => Promise.reject(new Problem('no-capacity', 'No room.')) }
    await assert.rejects(kept(under, [machine], failing), { code: 'no-capacity' })
    assert.deepEqual(await layers(under), [])
    assert.deepEqual(await powers(under), ['running'])
    const { memories, going } = await kept(under, [machine])
    assert.deepEqual(await layers(under), memories)
    await clear(under, going)
  })

  contract('machines that rest stand still, also for the next daemon, until they go on or are ended', async under => {
    const two = await Promise.all([started(under, await on(under, null)), started(under, await on(under, null))])
    const rested = async (machines: Machines) => {
      const memories = two.map(() => newId<'layer'>())
      const parts = two.map((machine, at) => ({
        ...{ machine, needs: needsOf(under), rests: true },
        memory: memories[at] ?? null,
      }))
      await machines.snapshot(parts, told)
      return memories
    }
    const still = async (machines: Machines) => (await machines.list()).map(({ standsStill }) => standsStill)
    const first = await rested(under.machines)
    assert.deepEqual(await still(under.machines), [true, true])
    const machines = await under.reborn()
    assert.deepEqual(await still(machines), [true, true])
    for (const { run } of two) await machines.goOn(run)
    assert.deepEqual(await still(machines), [false, false])
    const second = await rested(machines)
    for (const machine of two) await machines.stop({ ...machine, want: 'off' })
    // Their disks are of that very instant: no newer top was needed.
    const again = two.map((machine, at) => ({ ...machine, run: newId<'run'>(), memory: second[at] ?? null }))
    for (const machine of again) await machines.start(machine, needsOf(under))
    const powers = (await machines.list()).filter(({ power }) => power === 'running').map(({ run }) => run)
    assert.deepEqual(new Set(powers), new Set(again.map(({ run }) => run)))
    for (const machine of again) await machines.stop({ ...machine, want: 'off' })
    for (const { run } of [...two, ...again]) await machines.forget(run)
    for (const layer of [...first, ...second]) await machines.removeMemory(layer)
  })

  contract('machines that were to rest go on when their snapshot fails', async under => {
    const machine = await started(under, await on(under, null))
    const failing = { ...told, instant: async () => Promise.reject(new Problem('no-capacity', 'No room.')) }
    const part = { machine, needs: needsOf(under), rests: true, memory: newId<'layer'>() }
    await assert.rejects(under.machines.snapshot([part], failing), { code: 'no-capacity' })
    assert.deepEqual(
      (await under.machines.list()).map(({ standsStill }) => standsStill),
      [false],
    )
    await clear(under, [machine])
  })

  contract('a machine whose memory is not here does not start', async under => {
    const machine = { ...(await on(under, null)), memory: newId<'layer'>() }
    await assert.rejects(under.machines.start(machine, needsOf(under)), { code: 'not-ready' })
    assert.deepEqual(await under.machines.list(), [])
  })

  contract('memory is found again after a crash of the daemon, and machines go on from it', async under => {
    const machine = await started(under, await on(under, null))
    const { memories, going } = await kept(under, [machine])
    const before = await under.machines.memories()
    const machines = await under.reborn()
    const again = { ...under, machines }
    assert.deepEqual(await machines.memories(), before)
    const copy = { ...(await on(again, layerOf(machine))), memory: memories[0] ?? null }
    await started(again, copy)
    const third = { ...under, machines: await under.reborn() }
    assert.deepEqual(await powers(third), ['running', 'running'])
    await clear(third, [...going, copy])
  })
}
