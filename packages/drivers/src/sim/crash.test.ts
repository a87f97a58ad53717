import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Assignment, LayerWanted } from '@paddock/host-api'
import { layerOfVolume } from '@paddock/model'
import { newId, someAssignment, someLab, someLayer, someVolume } from '../../contract/build.ts'
import { mortalHostId as host, type MortalHost, mortalHost } from './mortal-host.ts'
import { rebootSim } from './state.ts'

const latencies = { startMs: 100, bootMs: 200, shutdownMs: 300, fenceMs: 20, volumeMs: 10, layerMs: 1_000 }

/** The life of a lab as a controller assigns it: created and started, stopped, deleted. */
function life(): Assignment[] {
  const layer = someLayer()
  const lab = someLab({ machines: 2, layer: layer.layer })
  const stopped = { ...lab, machines: lab.machines.map(machine => ({ ...machine, want: 'stopped' as const })) }
  const away = { ...lab, machines: [], volumes: lab.volumes.map(volume => ({ ...volume, want: 'absent' as const })) }
  return [
    someAssignment({ host, generation: 1, layers: [layer], labs: [lab] }),
    someAssignment({ host, generation: 2, layers: [layer], labs: [stopped] }),
    {
      ...someAssignment({ host, generation: 3, layers: [{ ...layer, want: 'absent' }], labs: [away] }),
      fences: [],
    },
  ]
}

async function isGone(mortal: MortalHost): Promise<void> {
  const { runs, fences, volumes, layers, violations } = mortal.state
  assert.deepEqual([runs.size, fences.size, volumes.size, layers.size], [0, 0, 0, 0], 'something is left over')
  assert.deepEqual(violations, [])
  assert.deepEqual(await mortal.ledger.runs(), [])
}

/** Lives through a life, killed at one act of one of its phases. @returns whether it came so far */
async function liveThrough(phase: number, dieAt: number): Promise<boolean> {
  const mortal = mortalHost({ latencies })
  const assignments = life()
  let lastActs = 0
  await mortal.begin()
  for (const [at, assignment] of assignments.entries()) {
    if (at === phase) {
      // A daemon of its own for the phase, so that its acts are counted from the phase's beginning.
      mortal.kill()
      await mortal.begin(dieAt)
    }
    await mortal.assign(assignment)
    await mortal.pass(8_000)
    if (at === phase) lastActs = mortal.deaths()
    const report = mortal.report()
    assert.equal(report.generation, assignment.generation)
    const powers = report.machines.map(machine => `${machine.power} ${machine.end?.reason ?? ''}`)
    if (at === 0) assert.deepEqual(powers, ['running ', 'running '])
    if (at === 1) assert.deepEqual(powers, ['ended stopped', 'ended stopped'])
  }
  await isGone(mortal)
  return lastActs === 2
}

for (const [phase, name] of ['created and started', 'stopped', 'deleted'].entries())
  test(`a daemon killed at any step while a lab is ${name} leaves nothing undone and nothing behind (LAB-3)`, async t => {
    let steps = 0
    while (await liveThrough(phase, steps)) steps += 1
    t.diagnostic(`${steps} steps`)
    assert.ok(steps > 15, `only ${steps} steps were tried`)
  })

test('runs that go down with their computer are reported as such and do not start again', async () => {
  for (let dieAt = 0; dieAt < 60; dieAt += 1) {
    const mortal = mortalHost({ latencies })
    const [up, , away] = life()
    assert.ok(up && away)
    await mortal.begin(dieAt)
    await mortal.assign(up)
    await mortal.clock.advance(2_500)
    mortal.kill()
    rebootSim(mortal.state)
    await mortal.begin()
    await mortal.pass(8_000)
    for (const machine of mortal.report().machines)
      assert.ok(
        machine.power === 'running' || machine.end?.reason === 'host-restarted',
        `${machine.power} ${machine.end?.reason}`,
      )
    await mortal.assign(away)
    await mortal.pass(8_000)
    await isGone(mortal)
  }
})

/** A lab that runs, is kept with its memory, and goes. */
function lifeWithSnapshot({ rests }: { rests: boolean } = { rests: false }): Assignment[] {
  const layer = someLayer()
  const lab = someLab({ machines: 2, layer: layer.layer })
  const snapshot = newId<'snapshot'>()
  const sealed: LayerWanted[] = lab.volumes.map(({ volume, parent }) => ({
    ...layer,
    layer: layerOfVolume(volume),
    parent,
    source: { kind: 'volume' },
  }))
  const memories = lab.machines.map(
    (): LayerWanted => ({
      layer: newId<'layer'>(),
      want: 'present',
      kind: 'memory',
      format: 'memory',
      parent: null,
      source: { kind: 'snapshot', snapshot },
    }),
  )
  // One that rests needs no newer tops: nothing writes to its disks afterwards.
  const tops = rests
    ? lab.volumes
    : lab.volumes.map(({ disk, volume }) => someVolume({ disk, parent: layerOfVolume(volume) }))
  const machines = lab.machines.map((machine, at) => {
    const { disk = newId<'disk'>(), volume = newId<'volume'>() } = tops[at] ?? {}
    return { ...machine, disks: [{ disk, volume, position: 0 }] }
  })
  const kept: Assignment = {
    ...someAssignment({
      host,
      generation: 2,
      layers: [layer, ...(rests ? [] : sealed), ...memories],
      labs: [{ ...lab, volumes: tops, machines }],
    }),
    snapshots: [
      {
        snapshot,
        machines: lab.machines.map(({ run }, at) => ({ run, memory: memories[at]?.layer ?? null, rests })),
      },
    ],
  }
  const absent = <T extends object>(list: readonly T[]) => list.map(one => ({ ...one, want: 'absent' as const }))
  return [
    someAssignment({ host, generation: 1, layers: [layer], labs: [lab] }),
    kept,
    {
      ...kept,
      generation: 3,
      layers: absent(kept.layers),
      volumes: absent(kept.volumes),
      fences: [],
      machines: [],
      snapshots: [],
    },
  ]
}

async function liveThroughSnapshot(dieAt: number): Promise<{ outcome: string | undefined; whole: boolean }> {
  const mortal = mortalHost({ latencies })
  const [up, kept, away] = lifeWithSnapshot()
  assert.ok(up && kept && away)
  await mortal.begin()
  await mortal.assign(up)
  await mortal.pass(8_000)
  mortal.kill()
  await mortal.begin(dieAt)
  await mortal.assign(kept)
  await mortal.pass(8_000)
  // Pictures are packed beside everything else, by a clock that no test moves.
  for (let tries = 0; tries < 400 && mortal.report().snapshots[0]?.state === 'taking'; tries += 1) {
    await new Promise(resolve => setTimeout(resolve, 5))
    await mortal.pass(50)
  }
  const whole = mortal.deaths() === 1
  const { snapshots, machines, layers } = mortal.report()
  const [seen] = snapshots
  assert.ok(seen?.state === 'taken' || seen?.state === 'failed', `${dieAt}: ${seen?.state}`)
  const there = layers.filter(({ layer, state }) => mortal.state.memories.has(layer) && state === 'present').length
  assert.equal(mortal.state.memories.size, seen.state === 'taken' ? 2 : 0, `${dieAt}: ${seen.state}`)
  assert.equal(there, mortal.state.memories.size)
  assert.equal(seen.machines.length, there)
  assert.deepEqual(
    machines.map(({ power }) => power),
    ['running', 'running'],
  )
  for (const machine of kept.machines)
    assert.deepEqual(mortal.state.runs.get(machine.run)?.machine.disks, machine.disks, 'a newer top is missing')
  await mortal.assign(away)
  await mortal.pass(8_000)
  await isGone(mortal)
  assert.equal(mortal.state.memories.size, 0)
  assert.deepEqual(await mortal.ledger.snapshots(), [])
  return { outcome: seen.state, whole }
}

test('a daemon killed at any step of a snapshot leaves it taken whole, or failed with nothing of it (SNP-1)', async t => {
  const outcomes: string[] = []
  for (let dieAt = 0; ; dieAt += 1) {
    const { outcome, whole } = await liveThroughSnapshot(dieAt)
    if (whole) break
    outcomes.push(outcome ?? '')
  }
  t.diagnostic(outcomes.join(' '))
  assert.ok(outcomes.length > 15, `only ${outcomes.length} steps were tried`)
  assert.ok(outcomes.includes('taken') && outcomes.includes('failed'))
})

/** A lab is suspended, killed at one act of it. It either rests, and goes on when it is started, or runs as if nothing had been. */
async function liveThroughRest(dieAt: number): Promise<{ outcome: string | undefined; whole: boolean }> {
  const mortal = mortalHost({ latencies })
  const [up, kept] = lifeWithSnapshot({ rests: true })
  assert.ok(up && kept)
  await mortal.begin()
  await mortal.assign(up)
  await mortal.pass(8_000)
  mortal.kill()
  await mortal.begin(dieAt)
  await mortal.assign(kept)
  await mortal.pass(8_000)
  const whole = mortal.deaths() === 1
  const { snapshots, machines } = mortal.report()
  const [seen] = snapshots
  assert.ok(seen?.state === 'taken' || seen?.state === 'failed', `${dieAt}: ${seen?.state}`)
  const rest = seen.state === 'taken'
  assert.equal(mortal.state.memories.size, rest ? 2 : 0, `${dieAt}: ${seen.state}`)
  assert.deepEqual(
    machines.map(({ power, standsStill, end }) => ({ power, standsStill, end: end?.reason })),
    machines.map(() => ({ power: rest ? 'ended' : 'running', standsStill: false, end: rest ? 'stopped' : undefined })),
    `${dieAt}: ${seen.state}`,
  )
  if (rest) {
    const memories = kept.layers.filter(({ kind }) => kind === 'memory').map(({ layer }) => layer)
    const again = kept.machines.map((machine, at) => ({
      ...machine,
      run: newId<'run'>(),
      memory: memories[at] ?? null,
    }))
    await mortal.assign({ ...kept, generation: 3, machines: again, snapshots: [] })
    await mortal.pass(8_000)
    assert.deepEqual(
      mortal.report().machines.map(({ power }) => power),
      ['running', 'running'],
    )
  }
  assert.deepEqual(mortal.state.violations, [])
  return { outcome: seen.state, whole }
}

test('a daemon killed at any step of a suspension leaves all machines of the lab resting, or all running (LIB-6)', async t => {
  const outcomes: string[] = []
  for (let dieAt = 0; ; dieAt += 1) {
    const { outcome, whole } = await liveThroughRest(dieAt)
    if (whole) break
    outcomes.push(outcome ?? '')
  }
  t.diagnostic(outcomes.join(' '))
  assert.ok(outcomes.length > 15, `only ${outcomes.length} steps were tried`)
  assert.ok(outcomes.includes('taken') && outcomes.includes('failed'))
})
