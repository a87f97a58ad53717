import type { SnapshotPart, SnapshotPause, SnapshotTold } from '@paddock/host'
import type { LayerSeen, MachineWanted } from '@paddock/host-api'
import type { LayerId, RunId, VolumeId } from '@paddock/model'
import type { Simulation } from './options.ts'
import { type SimMemory, type SimRun, type SimState, tell } from './state.ts'
import { checkWriters } from './writers.ts'

/** So long a simulated guest stands still. */
const pauseMs = 12
/** What a simulated guest has written. */
const ownBytes = 48 * 1024 * 1024

/** Takes a snapshot of simulated machines, with the steps and the rules of a real one. */
export async function simSnapshot(
  sim: Simulation,
  of: { parts: readonly SnapshotPart[]; told: SnapshotTold; running(run: RunId): SimRun },
): Promise<SnapshotPause[]> {
  const { parts, told } = of
  const made: LayerId[] = []
  try {
    for (const { machine, needs } of parts) {
      of.running(machine.run)
      for (const disk of machine.disks) await needs.chain(disk.volume)
    }
    await sim.step('machines.snapshot.prepare', 0)
    told.signal.throwIfAborted()
    await told.instant()
    const runs = parts.map(part => ({ part, run: of.running(part.machine.run) }))
    await sim.step('machines.snapshot.instant', pauseMs)
    const taken = runs.map(({ part, run }) => {
      const writings = run.machine.disks.map(({ volume }) => sim.state.writings.get(volume) ?? 0)
      const memory: SimMemory = { machine: run.machine, parent: part.machine.memory, bootedAt: run.bootedAt, writings }
      run.standsStill = part.rests
      checkWriters(sim.state, part.machine)
      run.machine = part.machine
      if (!part.rests) writesOn(sim.state, part.machine)
      return { layer: part.memory, memory }
    })
    told.goneOn?.()
    for (const { layer, memory } of taken) {
      if (layer === null) continue
      await sim.step('machines.snapshot.write', 0)
      if (sim.state.memories.has(layer)) sim.state.violations.push(`memory ${layer} was made twice`)
      sim.state.memories.set(layer, memory)
      made.push(layer)
    }
    return parts.map(({ machine }) => ({ run: machine.run, pauseMs }))
  } catch (cause) {
    for (const { machine } of parts) {
      const run = sim.state.runs.get(machine.run)
      if (run?.standsStill !== true) continue
      run.standsStill = false
      writesOn(sim.state, machine)
    }
    for (const layer of made) sim.state.memories.delete(layer)
    throw cause
  } finally {
    tell(sim.state, 'machines')
  }
}

/** A guest goes on where its memory was kept. Its disks have to be of the same instant. */
export function goOnFrom(state: SimState, run: SimRun, layer: LayerId): void {
  const memory = state.memories.get(layer)
  if (memory === undefined) return
  run.bootedAt = memory.bootedAt
  const fits = run.machine.disks.every(({ volume }, at) => {
    const then = memory.machine.disks[at]?.volume
    for (let image: string | null = volume; image !== null; image = parentOf(state, image)) {
      if (image === then) return (state.writings.get(image as VolumeId) ?? 0) === memory.writings[at]
      if (state.writings.has(image as VolumeId)) return false
    }
    return false
  })
  if (!fits) state.violations.push(`${run.machine.run} goes on with disks of another instant`)
}

const parentOf = (state: SimState, image: string): string | null =>
  state.volumes.get(image as VolumeId)?.wanted.parent ?? state.layers.get(image as LayerId)?.wanted.parent ?? null

/** Takes note that a guest runs on its disks. */
export function writesOn(state: SimState, machine: MachineWanted): void {
  for (const { volume } of machine.disks) state.writings.set(volume, (state.writings.get(volume) ?? 0) + 1)
}

export const memorySeen = (layer: LayerId, memory: SimMemory): LayerSeen => ({
  layer,
  parent: memory.parent,
  state: 'present',
  progress: 1,
  step: '',
  storedBytes: ownBytes,
  virtualSizeBytes: memory.machine.memoryMiB * 1024 * 1024,
  checksum: layer.replaceAll('-', '').repeat(2),
  compatibility: {
    accelerator: 'simulated',
    machineType: 'simulated',
    cpuModel: 'simulated',
    qemuVersion: 'simulated',
  },
  trouble: null,
})
