import type { MachineNeeds, Machines } from '@paddock/host'
import type { MachineSeen, MachineWanted } from '@paddock/host-api'
import { type EndReason, Problem, type RunId } from '@paddock/model'
import { narrowTo } from '../picture/picture.ts'
import { pngOf } from '../picture/png.ts'
import { bootLog, prompt, runInGuest } from './guest.ts'
import { SimKeyboard } from './keyboard.ts'
import { goOnFrom, memorySeen, simSnapshot, writesOn } from './memory.ts'
import { type SimOptions, type Simulation, simulation } from './options.ts'
import { pictureOf } from './picture.ts'
import { simScreen } from './screen.ts'
import { SimSerial } from './serial.ts'
import { listen, type SimRun, tell } from './state.ts'
import { checkWriters } from './writers.ts'

/**
 * Simulated machines. A run costs one object and no timer: what a guest is at is computed from the time when somebody looks.
 */
export function simMachines(options: SimOptions): Machines {
  const sim = simulation(options)
  const { runs } = sim.state
  const starts = new Map<RunId, Promise<void>>()
  const endListening: (() => void)[] = []

  async function start(machine: MachineWanted, needs: MachineNeeds): Promise<void> {
    const former = runs.get(machine.run)
    if (former?.power === 'running') return
    if (former?.power === 'ended') throw new Problem('start-failed', 'The run is over.')
    const run: SimRun = former ?? newRun(machine)
    runs.set(machine.run, run)
    tell(sim.state, 'machines')
    try {
      await sim.step('machines.start', 0)
      for (const disk of machine.disks) await needs.chain(disk.volume)
      for (const drive of machine.drives) if (drive.layer !== null) await needs.layer(drive.layer)
      if (machine.memory !== null && !sim.state.memories.has(machine.memory))
        throw new Problem('not-ready', 'The memory is not on this host.')
      await sim.step('machines.start.process', sim.latencies.startMs)
      await needs.plug(machine.interfaces.map(tapOf))
      await sim.step('machines.start.run', 0)
      if (runs.get(machine.run) !== run || run.power === 'ended')
        throw new Problem('start-failed', 'The machine was powered off while it started.')
    } catch (cause) {
      if (runs.get(machine.run) === run && run.power === 'starting') runs.delete(machine.run)
      tell(sim.state, 'machines')
      throw cause
    }
    checkWriters(sim.state, machine)
    if (sim.state.launched.has(machine.run)) sim.state.violations.push(`${machine.run} started twice`)
    sim.state.launched.add(machine.run)
    Object.assign(run, { machine, power: 'running', startedAt: sim.now(), resetsDone: machine.resets })
    if (machine.memory === null) boot(sim, run)
    else goOnFrom(sim.state, run, machine.memory)
    writesOn(sim.state, machine)
    tell(sim.state, 'machines')
  }

  function running(run: RunId): SimRun {
    const there = runs.get(run)
    if (there?.power !== 'running') throw new Problem('not-found', 'The machine does not run here.')
    return there
  }

  return {
    facts: async () => ({
      accelerator: 'simulated',
      acceleratorReason: 'These machines are simulated.',
      qemuVersion: 'simulated',
      machineType: 'simulated',
      cpuModel: 'simulated',
    }),
    list: async () => [...runs.values()].map(run => seen(sim, run)),
    start(machine, needs) {
      const under = starts.get(machine.run) ?? start(machine, needs).finally(() => starts.delete(machine.run))
      starts.set(machine.run, under)
      return under
    },
    async update(machine, needs) {
      const run = running(machine.run)
      await sim.step('machines.update', 0)
      for (const disk of machine.disks) await needs.chain(disk.volume)
      for (const drive of machine.drives) if (drive.layer !== null) await needs.layer(drive.layer)
      const fresh = machine.interfaces.filter(
        port => !run.machine.interfaces.some(old => old.interface === port.interface),
      )
      if (fresh.length > 0) await needs.plug(fresh.map(tapOf))
      checkWriters(sim.state, machine)
      run.machine = machine
      writesOn(sim.state, machine)
      if (machine.resets > run.resetsDone) {
        run.resetsDone = machine.resets
        boot(sim, run)
      }
      tell(sim.state, 'machines')
    },
    snapshot: (parts, told) => simSnapshot(sim, { parts, told, running }),
    async goOn(id) {
      const run = running(id)
      await sim.step('machines.goOn', 0)
      run.standsStill = false
      writesOn(sim.state, run.machine)
      tell(sim.state, 'machines')
    },
    memories: async () => [...sim.state.memories].map(([layer, memory]) => memorySeen(layer, memory)),
    async mergeMemory(layer, onto, signal) {
      await sim.step('machines.mergeMemory', 0)
      signal.throwIfAborted()
      const memory = sim.state.memories.get(layer)
      if (memory === undefined || memory.parent === onto) return
      sim.state.memories.set(layer, { ...memory, parent: onto })
      tell(sim.state, 'machines')
    },
    async removeMemory(layer) {
      await sim.step('machines.removeMemory', 0)
      const lies = [...sim.state.memories.values()].some(({ parent }) => parent === layer)
      if (lies) throw new Problem('in-use', 'Other memory still lies on it.')
      if (sim.state.memories.delete(layer)) tell(sim.state, 'machines')
    },
    async stop(machine) {
      const run = runs.get(machine.run)
      if (run === undefined || run.power === 'ended') return
      if (machine.want === 'stopped' && run.power === 'running') {
        run.stopping = true
        tell(sim.state, 'machines')
        await sim.step('machines.stop', Math.min(sim.latencies.shutdownMs, machine.graceSeconds * 1000))
      } else await sim.step('machines.off', 0)
      endRun(sim, run, 'stopped')
    },
    async forget(run) {
      await sim.step('machines.forget', 0)
      const there = runs.get(run)
      if (there === undefined) return
      if (there.power !== 'ended') throw new Problem('not-now', 'The run is still alive.')
      runs.delete(run)
      tell(sim.state, 'machines')
    },
    async exec(call) {
      const run = running(call.run)
      if (!agentIsUp(sim, run)) throw new Problem('no-agent', 'The guest agent does not answer yet.')
      if (call.command[0] === 'sleep' && Number(call.command[1]) > call.timeoutSeconds) {
        await sim.sleep(call.timeoutSeconds * 1000)
        throw new Problem('guest-command-timeout', `The command ran longer than ${call.timeoutSeconds} s.`)
      }
      return runInGuest(run.machine, call)
    },
    async press({ run: id, strokes }) {
      const { keyboard } = running(id)
      for (const stroke of strokes) {
        await sim.sleep(sim.latencies.strokeMs)
        keyboard.stroke(stroke)
      }
      return { pressed: strokes.length }
    },
    async picture({ run: id, width }) {
      const run = running(id)
      const picture = pictureOf(run.machine.name, run.keyboard.typed, Math.floor(sim.now() / 1000))
      return { png: (await pngOf(narrowTo(width, picture))).toString('base64') }
    },
    openScreen: async id => {
      const run = running(id)
      const { keyboard } = run
      return simScreen({
        clock: sim.clock,
        keyboard,
        title: () => run.machine.name,
        isOn: () => run.power === 'running',
      })
    },
    async screenSocket(id) {
      running(id)
      return null
    },
    async openSerial(id) {
      const run = running(id)
      return run.serial.open(line => {
        const words = line.trim().split(/\s+/)
        if (words[0] === 'poweroff') {
          endRun(sim, run, 'guest-shutdown')
          return ''
        }
        const { stdout, stderr } =
          line.trim() === '' ? { stdout: '', stderr: '' } : runInGuest(run.machine, { command: words, input: '' })
        return `${stdout}${stderr}${prompt(run.machine)}`
      })
    },
    onChange(listener) {
      const end = listen(sim.state, 'machines', listener)
      endListening.push(end)
      return end
    },
    async close() {
      for (const end of endListening) end()
    },
  }
}

/** The guest dies, or turns itself off, as a guest does: without anybody's asking. */
export function endGuest(options: SimOptions, id: RunId, reason: 'crashed' | 'guest-shutdown'): void {
  const run = options.state.runs.get(id)
  if (run !== undefined) endRun(simulation(options), run, reason)
}

const tapOf = (port: MachineWanted['interfaces'][number]) => ({
  interface: port.interface,
  name: `tap${port.interface.slice(-8)}`,
})

const newRun = (machine: MachineWanted): SimRun => ({
  machine,
  power: 'starting',
  stopping: false,
  standsStill: false,
  startedAt: null,
  bootedAt: 0,
  end: null,
  resetsDone: 0,
  serial: new SimSerial(),
  keyboard: new SimKeyboard(),
})

function boot(sim: Simulation, run: SimRun): void {
  run.bootedAt = sim.now()
  run.serial.say(bootLog(run.machine))
  // The agent's coming is news. One short-lived timer for each boot, none for each machine.
  if (sim.latencies.bootMs > 0) sim.clock.later(sim.latencies.bootMs, () => tell(sim.state, 'machines'))
}

function endRun(sim: Simulation, run: SimRun, reason: EndReason): void {
  if (run.power === 'ended') return
  Object.assign(run, { power: 'ended', stopping: false, standsStill: false, end: { reason, at: sim.now() } })
  run.serial.close()
  tell(sim.state, 'machines')
}

const agentIsUp = (sim: Simulation, run: SimRun): boolean =>
  run.power === 'running' && !run.stopping && sim.now() >= run.bootedAt + sim.latencies.bootMs

function seen(sim: Simulation, run: SimRun): MachineSeen {
  const connected = agentIsUp(sim, run)
  const ports = connected ? run.machine.interfaces : []
  return {
    run: run.machine.run,
    power: run.power === 'running' && run.stopping ? 'stopping' : run.power,
    step: run.power === 'starting' ? 'Starting' : run.stopping ? 'Shutting down' : '',
    startedAt: run.startedAt === null ? null : new Date(run.startedAt).toISOString(),
    end: run.end === null ? null : { reason: run.end.reason, at: new Date(run.end.at).toISOString(), trouble: null },
    trouble: null,
    agent: {
      connected,
      addresses: ports.flatMap(port => {
        const address = sim.state.addresses.get(port.interface)
        return address === undefined ? [] : [{ mac: port.mac, address }]
      }),
    },
    resetsDone: run.resetsDone,
    identity: 'own',
    standsStill: run.standsStill,
  }
}
