import type { Drivers } from '@paddock/host'
import type { FenceWanted, LayerWanted, MachineWanted, VolumeWanted } from '@paddock/host-api'
import type { EndReason, InterfaceId, LabId, LayerId, RunId, VolumeId } from '@paddock/model'
import type { SimKeyboard } from './keyboard.ts'
import type { SimSerial } from './serial.ts'
import type { SimTraffic } from './traffic.ts'

/** A simulated QEMU process and what its folder would hold. */
export interface SimRun {
  machine: MachineWanted
  power: 'starting' | 'running' | 'ended'
  /** Set while a graceful stop is under way. */
  stopping: boolean
  /** Set from the instant of a snapshot after which it rests. */
  standsStill: boolean
  startedAt: number | null
  /** When the guest last began to boot: its agent and its prompt come so much later. */
  bootedAt: number
  end: { reason: EndReason; at: number } | null
  resetsDone: number
  readonly serial: SimSerial
  readonly keyboard: SimKeyboard
}

export interface SimFence {
  wanted: FenceWanted
  ready: boolean
  readonly plugged: Set<InterfaceId>
}

export interface SimVolume {
  wanted: VolumeWanted
  sizeBytes: number
}

export interface SimLayer {
  wanted: LayerWanted
  virtualSizeBytes: number
}

/** A simulated memory layer: what its machine was like at its instant. */
export interface SimMemory {
  readonly machine: MachineWanted
  readonly parent: LayerId | null
  /** When its guest had last begun to boot: one that goes on from it has booted already. */
  readonly bootedAt: number
  /** How often its disks had been written to by then: {@link SimState.writings}. */
  readonly writings: readonly number[]
}

/**
 * The computer under the simulated drivers: what outlives a daemon.
 *
 * A daemon's crash is new drivers on the same state; the computer's is {@link rebootSim}.
 */
export interface SimState {
  bootId: string
  readonly runs: Map<RunId, SimRun>
  readonly fences: Map<LabId, SimFence>
  readonly volumes: Map<VolumeId, SimVolume>
  readonly layers: Map<LayerId, SimLayer>
  readonly memories: Map<LayerId, SimMemory>
  /** How often a guest began to run, or went on, on each volume: a memory fits its disks only while that is what it was. */
  readonly writings: Map<VolumeId, number>
  readonly addresses: Map<InterfaceId, string>
  readonly traffic: Map<InterfaceId, SimTraffic>
  /** Every run that ever had a process, over all boots. */
  readonly launched: Set<RunId>
  readonly listeners: Readonly<Record<keyof Drivers, Set<() => void>>>
  /** Things that must never happen, in words: two writers of one disk, a start without networks. Tests expect none. */
  readonly violations: string[]
}

let boots = 0
const newBootId = (): string => {
  boots += 1
  return `sim-boot-${boots}`
}

export const simState = (): SimState => ({
  bootId: newBootId(),
  runs: new Map(),
  fences: new Map(),
  volumes: new Map(),
  layers: new Map(),
  memories: new Map(),
  writings: new Map(),
  addresses: new Map(),
  traffic: new Map(),
  launched: new Set(),
  listeners: { machines: new Set(), networks: new Set(), volumes: new Set() },
  violations: [],
})

/** The computer goes down and comes up: processes and network namespaces are gone, files are still there. */
export function rebootSim(state: SimState): void {
  state.bootId = newBootId()
  state.runs.clear()
  state.fences.clear()
}

export function tell(state: SimState, driver: keyof Drivers): void {
  for (const listener of [...state.listeners[driver]]) listener()
}

export function listen(state: SimState, driver: keyof Drivers, listener: () => void): () => void {
  state.listeners[driver].add(listener)
  return () => void state.listeners[driver].delete(listener)
}
