import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@paddock/host'
import { type HostLink, linkInProcess, type Report } from '@paddock/host-api'
import { someAssignment, someLab, someLayer } from '../../contract/build.ts'
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
