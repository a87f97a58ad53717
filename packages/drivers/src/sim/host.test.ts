import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@paddock/host'
import { type HostLink, linkInProcess, type Report } from '@paddock/host-api'
import { layerOfVolume, Problem } from '@paddock/model'
import { someAssignment, someLab, someLayer, someVolume } from '../../contract/build.ts'
import { simulatedHost, simulatedHostId } from './hosts.ts'
import type { SimLatencies } from './options.ts'

const host = simulatedHostId(1)

function begin(latencies: Partial<SimLatencies> = {}) {
  const clock = manualClock()
  const simulated = simulatedHost({ host, name: 'one', clock, latencies })
  return { clock, ...simulated }
}

test('a lab is assigned, comes up, is stopped and goes without a trace (LAB-1, LAB-3)', async () => {
  const { clock, host: end, state } = begin()
  await end.start()
  const layer = someLayer()
  const lab = someLab({ machines: 3, layer: layer.layer })
  await end.assign(someAssignment({ host, generation: 1, layers: [layer], labs: [lab] }))
  await clock.advance(4_500)
  const early = end.report()
  assert.equal(early.generation, 1)
  assert.deepEqual(
    early.machines.map(({ power, step }) => [power, step]),
    lab.machines.map(() => ['starting', 'Waiting for the image: 20 %']),
  )
  assert.equal(early.layers[0]?.state, 'making')
  await clock.advance(30_000)
  const up = end.report()
  assert.deepEqual(
    up.machines.map(({ power, agent }) => [power, agent.addresses.length]),
    lab.machines.map(() => ['running', 1]),
  )
  assert.equal(up.fences[0]?.ready, true)
  assert.equal(up.layers[0]?.state, 'present')

  const stopped = { ...lab, machines: lab.machines.map(machine => ({ ...machine, want: 'stopped' as const })) }
  await end.assign(someAssignment({ host, generation: 2, layers: [layer], labs: [stopped] }))
  await clock.advance(500)
  assert.equal(end.report().machines[0]?.power, 'stopping')
  await clock.advance(5_000)
  assert.deepEqual(
    end.report().machines.map(({ power, end: over }) => [power, over?.reason]),
    lab.machines.map(() => ['ended', 'stopped']),
  )

  const gone = { ...lab, machines: [], volumes: lab.volumes.map(volume => ({ ...volume, want: 'absent' as const })) }
  await end.assign({ ...someAssignment({ host, generation: 3, layers: [layer], labs: [gone] }), fences: [] })
  await clock.advance(5_000)
  assert.deepEqual([state.runs.size, state.fences.size, state.volumes.size, state.layers.size], [0, 0, 0, 1])
  assert.deepEqual(end.report().machines, [])
  assert.deepEqual(new Set(end.report().volumes.map(volume => volume.state)), new Set(['absent']))
  assert.deepEqual(state.violations, [])
  await end.close()
})

test('a controller drives a host through a link in one process', async () => {
  const { clock, host: end } = begin({ layerMs: 0 })
  await end.start()
  const reports: Report[] = []
  const links: HostLink[] = []
  const wire = linkInProcess({
    host: end,
    events: {
      joined: link => links.push(link),
      reported: (_link, report) => reports.push(report),
      left: () => links.pop(),
    },
  })
  const lab = someLab({ machines: 1, layer: null })
  await links[0]?.assign(someAssignment({ host, generation: 1, labs: [lab] }))
  await clock.advance(10_000)
  const run = lab.machines[0]?.run
  assert.ok(run)
  assert.equal(reports.at(-1)?.machines[0]?.power, 'running')
  const answer = await links[0]?.call({ method: 'exec', run, command: ['hostname'], input: '', timeoutSeconds: 5 })
  assert.equal(answer?.stdout, 'vm-1\n')
  const serial = await links[0]?.openStream({ kind: 'serial', run })
  assert.ok(serial)
  const said: Buffer[] = []
  serial.on('data', (chunk: Buffer) => said.push(chunk))
  serial.write('hostname\r')
  await clock.settle()
  assert.match(Buffer.concat(said).toString(), /vm-1 login: hostname\r\nvm-1\r\nvm-1 login: $/)
  wire.cut()
  assert.equal(links.length, 0)
  assert.ok(serial.destroyed)
  wire.join()
  assert.equal(links.length, 1)
  await end.close()
})

test('an assignment older than the one it holds is ignored, and one for another host refused', async () => {
  const { clock, host: end } = begin({ layerMs: 0 })
  await end.start()
  const lab = someLab({ machines: 1, layer: null })
  await end.assign(someAssignment({ host, generation: 5, labs: [lab] }))
  await end.assign(someAssignment({ host, generation: 4 }))
  await clock.advance(5_000)
  assert.equal(end.report().generation, 5)
  assert.equal(end.report().machines[0]?.power, 'running')
  await assert.rejects(end.assign(someAssignment({ host: simulatedHostId(2), generation: 6 })), {
    code: 'invalid-input',
  })
  await end.close()
})

test('a host without its ledger ends nothing before it is told what it should be doing', async () => {
  const first = begin({ layerMs: 0 })
  await first.host.start()
  const lab = someLab({ machines: 2, layer: null })
  const assignment = someAssignment({ host, generation: 1, labs: [lab] })
  await first.host.assign(assignment)
  await first.clock.advance(5_000)
  await first.host.close()

  const lost = simulatedHost({ host, name: 'one', clock: first.clock, state: first.state })
  await lost.host.start()
  await first.clock.advance(60_000)
  assert.deepEqual(
    lost.host.report().machines.map(({ power }) => power),
    ['running', 'running'],
  )
  const [keep, drop] = lab.machines
  assert.ok(keep && drop)
  await lost.host.assign({ ...assignment, machines: [keep] })
  await first.clock.advance(10_000)
  assert.deepEqual([...first.state.runs.keys()], [keep.run])
  assert.equal(first.state.fences.size, 1)
  await lost.host.close()
})

test('a machine that cannot start says why, and its neighbours come up', async () => {
  const { clock, host: end, faults } = begin({ layerMs: 0 })
  await end.start()
  faults.fail('machines.start.process', 1, new Problem('start-failed', 'There is no room for its memory.'))
  const lab = someLab({ machines: 3, layer: null })
  await end.assign(someAssignment({ host, generation: 1, labs: [lab] }))
  await clock.advance(5_000)
  const machines = end.report().machines
  assert.deepEqual(machines.map(({ power }) => power).sort(), ['ended', 'running', 'running'])
  const failed = machines.find(({ power }) => power === 'ended')
  assert.equal(failed?.end?.reason, 'start-failed')
  assert.deepEqual(failed?.end?.trouble, { code: 'start-failed', message: 'There is no room for its memory.' })
  await end.close()
})

test('a fence that fails for a while delays its lab and no other', async () => {
  const { clock, host: end, faults } = begin({ layerMs: 0 })
  await end.start()
  faults.fail('networks.raise', 3)
  const [one, other] = [someLab({ machines: 1, layer: null }), someLab({ machines: 1, layer: null })]
  await end.assign(someAssignment({ host, generation: 1, labs: [one] }))
  await clock.advance(600)
  assert.equal(end.report().fences[0]?.trouble?.code, 'not-available')
  assert.equal(end.report().machines[0]?.step, 'Preparing networks')
  faults.clear()
  await end.assign(someAssignment({ host, generation: 2, labs: [one, other] }))
  await clock.advance(5_000)
  assert.deepEqual(
    end.report().machines.map(({ power }) => power),
    ['running', 'running'],
  )
  await end.close()
})

test('an image that is being made holds nobody up who does not need it, and a stop while waiting is at once', async () => {
  const { clock, host: end } = begin({ layerMs: 600_000 })
  await end.start()
  const layer = someLayer()
  const [slow, quick] = [someLab({ machines: 1, layer: layer.layer }), someLab({ machines: 1, layer: null })]
  await end.assign(someAssignment({ host, generation: 1, layers: [layer], labs: [slow, quick] }))
  await clock.advance(5_000)
  assert.deepEqual(
    end.report().machines.map(({ power }) => power),
    ['starting', 'running'],
  )
  const stopped = { ...slow, machines: slow.machines.map(machine => ({ ...machine, want: 'stopped' as const })) }
  await end.assign(someAssignment({ host, generation: 2, layers: [layer], labs: [stopped, quick] }))
  await clock.advance(100)
  assert.equal(end.report().machines[0]?.end?.reason, 'stopped')
  await end.close()
})

test('a guest that takes minutes to shut down blocks nobody, and power off ends it at once', async () => {
  const { clock, host: end } = begin({ layerMs: 0, shutdownMs: 600_000 })
  await end.start()
  const [slow, quick] = [someLab({ machines: 1, layer: null }), someLab({ machines: 1, layer: null })]
  await end.assign(someAssignment({ host, generation: 1, labs: [slow] }))
  await clock.advance(5_000)
  const want = (wish: 'stopped' | 'off') => ({
    ...slow,
    machines: slow.machines.map(machine => ({ ...machine, want: wish, graceSeconds: 600 })),
  })
  await end.assign(someAssignment({ host, generation: 2, labs: [want('stopped'), quick] }))
  await clock.advance(5_000)
  assert.deepEqual(
    end.report().machines.map(({ power }) => power),
    ['stopping', 'running'],
  )
  await end.assign(someAssignment({ host, generation: 3, labs: [want('off'), quick] }))
  await clock.advance(500)
  assert.equal(end.report().machines[0]?.end?.reason, 'stopped')
  await end.close()
})

test('a running machine moves to a newer top, and the old one is a layer only then', async () => {
  const { clock, host: end, state, faults } = begin({ layerMs: 0 })
  await end.start()
  const lab = someLab({ machines: 1, layer: null })
  await end.assign(someAssignment({ host, generation: 1, labs: [lab] }))
  await clock.advance(5_000)
  const [old] = lab.volumes
  const [machine] = lab.machines
  const [disk] = machine?.disks ?? []
  assert.ok(old && machine && disk)
  const sealed = someLayer('', { layer: layerOfVolume(old.volume), source: { kind: 'volume' } })
  const top = someVolume({ disk: disk.disk, parent: sealed.layer })
  const copy = someVolume({ parent: sealed.layer })
  const moved = { ...lab, volumes: [top, copy], machines: [{ ...machine, disks: [{ ...disk, volume: top.volume }] }] }
  faults.slow('machines.update', 1_000)
  await end.assign(someAssignment({ host, generation: 2, layers: [sealed], labs: [moved] }))
  await clock.advance(500)
  assert.equal(end.report().layers[0]?.state, 'making')
  await clock.advance(2_000)
  assert.equal(end.report().layers[0]?.state, 'present')
  assert.equal(end.report().machines[0]?.power, 'running')
  assert.deepEqual(new Set(state.volumes.keys()), new Set([top.volume, copy.volume]))
  assert.deepEqual(state.violations, [])
  await end.close()
})

test('reports come at once after a change, at most twenty a second, and every five seconds without one', async () => {
  const { clock, host: end } = begin({ layerMs: 2_000 })
  await end.start()
  const at: number[] = []
  end.onReport(report => at.push(Date.parse(report.at)))
  const layer = someLayer()
  await end.assign(
    someAssignment({ host, generation: 1, layers: [layer], labs: [someLab({ machines: 20, layer: layer.layer })] }),
  )
  await clock.advance(10_000)
  const gaps = at.slice(1).map((moment, index) => moment - (at[index] ?? 0))
  assert.ok(gaps.every(gap => gap >= 50))
  at.length = 0
  await clock.advance(20_000)
  assert.equal(at.length, 4)
  await end.close()
})
