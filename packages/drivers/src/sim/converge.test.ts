import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Assignment, LayerWanted, MachineWanted, VolumeWanted } from '@paddock/host-api'
import { layerOfVolume, type RunId } from '@paddock/model'
import fc from 'fast-check'
import { newId, nextRun, type SomeLab, someLab, someLayer, someVolume } from '../../contract/build.ts'
import { endGuest } from './machines.ts'
import { mortalHostId as host, type MortalHost, mortalHost } from './mortal-host.ts'

const latencies = { startMs: 100, bootMs: 200, shutdownMs: 3_000, fenceMs: 20, volumeMs: 10, layerMs: 1_000 }

type Event =
  | { do: 'create' | 'delete' | 'stop' | 'off' | 'again' | 'reset' | 'seal' | 'plug'; at: number }
  | { do: 'crash' | 'reboot' | 'heal' | 'forget ended' }
  | { do: 'crash at'; act: number }
  | { do: 'guest dies' | 'guest shuts down'; at: number }
  | { do: 'driver fails'; step: string; times: number }
  | { do: 'time passes'; ms: number }

const steps = [
  'machines.start',
  'machines.start.process',
  'machines.start.run',
  'machines.update',
  'machines.stop',
  'machines.off',
  'machines.forget',
  'networks.raise',
  'networks.plug',
  'networks.lower',
  'volumes.make',
  'volumes.remove',
  'volumes.makeLayer',
  'volumes.removeLayer',
]

const at = fc.nat(20)
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('create' as const), at }) },
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constantFrom('delete', 'stop', 'off', 'again', 'reset', 'seal', 'plug'), at }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('crash', 'reboot', 'heal', 'forget ended') }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('crash at' as const), act: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('guest dies', 'guest shuts down'), at }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('driver fails' as const),
      step: fc.constantFrom(...steps),
      times: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('time passes' as const),
      ms: fc.constantFrom(0, 15, 60, 300, 2_000, 20_000),
    }),
  },
)

/** The least controller that there can be: it keeps what is wanted and says it whole after every change. */
function tinyController(mortal: MortalHost) {
  const base = someLayer()
  const layers: LayerWanted[] = [base]
  const gone: VolumeWanted[] = []
  let labs: SomeLab[] = []
  let generation = 0

  const wanted = (): Assignment => ({
    host,
    generation,
    layers: [...layers],
    volumes: [...labs.flatMap(lab => lab.volumes), ...gone],
    fences: labs.map(lab => lab.fence),
    machines: labs.flatMap(lab => lab.machines),
    snapshots: [],
  })
  // What was said once is never altered after.
  const said = (): Assignment => structuredClone(wanted())

  const one = <T>(all: readonly T[], number: number): T | undefined => all[number % Math.max(all.length, 1)]

  function change(number: number, how: (machine: MachineWanted, lab: SomeLab) => MachineWanted): void {
    const target = one(
      labs.flatMap(lab => lab.machines),
      number,
    )
    if (target === undefined) return
    labs = labs.map(lab => ({
      ...lab,
      machines: lab.machines.map(machine => (machine === target ? how(machine, lab) : machine)),
    }))
  }

  const isOver = (run: RunId) => mortal.report().machines.some(seen => seen.run === run && seen.power === 'ended')

  function seal(number: number): void {
    change(number, (machine, lab) => {
      const [disk] = machine.disks
      const old = lab.volumes.find(({ volume }) => volume === disk?.volume)
      // Only what a host reported may be sealed: a layer that was a volume can't be made a second time.
      const made = mortal.report().volumes.some(seen => seen.volume === old?.volume && seen.state === 'present')
      if (disk === undefined || old === undefined || !made) return machine
      const layer = layerOfVolume(old.volume)
      const top = someVolume({ disk: disk.disk, parent: layer, sizeBytes: old.sizeBytes })
      layers.push({ ...base, layer, parent: old.parent, source: { kind: 'volume' } })
      lab.volumes.splice(lab.volumes.indexOf(old), 1, top)
      return { ...machine, disks: [{ ...disk, volume: top.volume }] }
    })
  }

  return {
    wanted,
    machines: () => labs.flatMap(lab => lab.machines),
    async take(event: Event): Promise<void> {
      switch (event.do) {
        case 'create':
          if (labs.length < 4) labs = [...labs, someLab({ machines: 1 + (event.at % 3), layer: base.layer })]
          break
        case 'delete': {
          const lab = one(labs, event.at)
          labs = labs.filter(other => other !== lab)
          gone.push(...(lab?.volumes ?? []).map(volume => ({ ...volume, want: 'absent' as const })))
          break
        }
        case 'stop':
          change(event.at, machine => (machine.want === 'running' ? { ...machine, want: 'stopped' } : machine))
          break
        case 'off':
          change(event.at, machine => ({ ...machine, want: 'off' }))
          break
        case 'again':
          change(event.at, machine => (isOver(machine.run) ? nextRun(machine) : machine))
          break
        case 'reset':
          change(event.at, machine => ({ ...machine, resets: machine.resets + 1 }))
          break
        case 'seal':
          seal(event.at)
          break
        case 'plug':
          change(event.at, (machine, lab) => {
            const [port] = lab.fence.ports
            if (port === undefined || machine.interfaces.length > 2) return machine
            const fresh = {
              ...port,
              interface: newId<'interface'>(),
              address: `10.0.0.${lab.fence.ports.length + 100}`,
            }
            lab.fence.ports.push(fresh)
            const { interface: id, network, mac } = fresh
            const position = machine.interfaces.length
            return {
              ...machine,
              interfaces: [...machine.interfaces, { interface: id, network, mac, position, connected: true }],
            }
          })
          break
        case 'forget ended':
        case 'crash':
        case 'reboot':
        case 'heal':
        case 'crash at':
        case 'guest dies':
        case 'guest shuts down':
        case 'driver fails':
        case 'time passes':
          return
      }
      generation += 1
      await mortal.assign(said())
    },
  }
}

async function happen(mortal: MortalHost, controller: ReturnType<typeof tinyController>, event: Event): Promise<void> {
  const guest = (number: number) => [...mortal.state.runs.values()].filter(run => run.power === 'running')[number]
  switch (event.do) {
    case 'crash':
      mortal.kill()
      return mortal.begin()
    case 'crash at':
      mortal.kill()
      return mortal.begin(event.act)
    case 'reboot':
      return mortal.reboot()
    case 'heal':
      return mortal.faults.clear()
    case 'guest dies':
    case 'guest shuts down': {
      const run = guest(event.at % 3)
      const reason = event.do === 'guest dies' ? 'crashed' : 'guest-shutdown'
      if (run !== undefined) endGuest({ state: mortal.state, clock: mortal.clock }, run.machine.run, reason)
      return
    }
    case 'driver fails':
      return mortal.faults.fail(event.step, event.times)
    case 'time passes':
      return mortal.pass(event.ms)
    default:
      return controller.take(event)
  }
}

/** Everything is as the last assignment says, and nothing is there besides. */
function converged(mortal: MortalHost, wanted: Assignment): void {
  const { state } = mortal
  const report = mortal.report()
  assert.equal(report.generation, wanted.generation)
  const alive = new Set([...state.runs.values()].filter(run => run.power !== 'ended').map(run => run.machine.run))
  for (const machine of wanted.machines) {
    const seen = report.machines.find(other => other.run === machine.run)
    assert.ok(seen)
    assert.ok(seen.power === 'running' || seen.power === 'ended', `${seen.power}: ${seen.step}`)
    if (machine.want !== 'running') assert.equal(seen.power, 'ended')
    assert.equal(alive.has(machine.run), seen.power === 'running')
    if (seen.power === 'running') {
      assert.deepEqual(state.runs.get(machine.run)?.machine.disks, machine.disks)
      assert.equal(seen.resetsDone, machine.resets)
    }
  }
  const assigned = new Set(wanted.machines.map(machine => machine.run))
  for (const run of state.runs.keys()) assert.ok(assigned.has(run), 'a run that nobody wants is left over')
  assert.deepEqual(new Set(state.fences.keys()), new Set(wanted.fences.map(fence => fence.lab)))
  assert.ok(report.fences.every(fence => fence.ready))
  const files = new Set<string>([...state.volumes.keys(), ...state.layers.keys()])
  const present = [...wanted.volumes, ...wanted.layers].filter(({ want }) => want === 'present')
  assert.deepEqual(files, new Set<string>(present.map(of => ('volume' in of ? of.volume : of.layer))))
  assert.ok(report.layers.every(layer => layer.state === 'present'))
}

test('whatever is asked, and whatever dies or fails meanwhile, a host comes to what is assigned', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 25 }), async events => {
      const mortal = mortalHost({ latencies })
      const controller = tinyController(mortal)
      await mortal.begin()
      const ended = new Set<RunId>()
      for (const each of events) {
        await happen(mortal, controller, each)
        await mortal.pass(0)
        for (const seen of mortal.report().machines) if (seen.power === 'ended') ended.add(seen.run)
        for (const run of ended)
          assert.notEqual(mortal.state.runs.get(run)?.power, 'running', 'a run came back to life')
      }
      mortal.faults.clear()
      await mortal.pass(200_000)
      if (controller.wanted().generation > 0) converged(mortal, controller.wanted())
      assert.deepEqual(mortal.state.violations, [])
    }),
    { numRuns: Number(process.env.PADDOCK_FUZZ ?? 60) },
  )
})
