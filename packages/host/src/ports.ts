import type { Duplex } from 'node:stream'
import type {
  ExecCall,
  ExecResult,
  FenceSeen,
  FenceWanted,
  HostFacts,
  LayerSeen,
  LayerWanted,
  MachineSeen,
  MachineSocket,
  MachineWanted,
  PictureCall,
  PictureResult,
  PressCall,
  PressResult,
  TrafficResult,
  VolumeSeen,
  VolumeWanted,
} from '@paddock/host-api'
import type { InterfaceId, LabId, LayerId, RunId, VolumeId } from '@paddock/model'

/** A tap that a machine's interface was given, waiting in the host's own namespace to be taken into a fence. */
export interface Tap {
  readonly interface: InterfaceId
  /** Name of the kernel's interface. */
  readonly name: string
}

/** What a machine needs from the other two drivers to come up. */
export interface MachineNeeds {
  /** Takes taps into the lab's fence: rules first, then up. Resolves when frames may flow. */
  plug(taps: readonly Tap[]): Promise<void>
  /** The files of a disk, top first. */
  chain(volume: VolumeId): Promise<readonly ImageFile[]>
  layer(layer: LayerId): Promise<ImageFile>
}

export interface ImageFile {
  readonly file: string
  readonly format: 'qcow2' | 'raw'
  readonly virtualSizeBytes: number
}

/** A running machine, as it is wanted with its newer tops, and what its memory becomes. */
export interface SnapshotPart {
  readonly machine: MachineWanted
  readonly needs: MachineNeeds
  /** Null: only its disks are kept. */
  readonly memory: LayerId | null
  /** Whether the guest stands still from then on, also when its daemon dies: until it is ended, or told to go on. */
  readonly rests: boolean
}

export interface SnapshotTold {
  /** Awaited when everything is ready: no guest stands still before it resolves. */
  instant(): Promise<void>
  /** Called when the guests go on again. Their memory is still to be written. */
  goneOn?(): void
  readonly signal: AbortSignal
}

export interface SnapshotPause {
  readonly run: RunId
  readonly pauseMs: number
}

/** Runs virtual machines on this host. Every call may be repeated: the second time does nothing. */
export interface Machines {
  facts(): Promise<Pick<HostFacts, 'accelerator' | 'acceleratorReason' | 'qemuVersion' | 'machineType' | 'cpuModel'>>
  /**
   * Every run that this host knows of, living or ended and not yet forgotten; found anew after a crash of the daemon.
   *
   * A run whose start a crash broke off before its processors ran is not listed, or listed as `starting`: it is started again.
   */
  list(): Promise<readonly MachineSeen[]>
  /**
   * Starts the run if it is not alive: boots it, or lets it go on from a memory layer. Resolves when its processors run; resets that were asked for before count as done.
   *
   * When it fails nothing of the run is alive. @throws Problem `start-failed`
   */
  start(machine: MachineWanted, needs: MachineNeeds): Promise<void>
  /**
   * Brings a living run's hardware to what is wanted: disks and interfaces plugged and unplugged, media changed, links up or
   * down, newer tops put on disks (all of the machine's at one instant), resets done. What cannot be changed while it runs
   * (cores, memory, firmware, profile) waits for the next run.
   */
  update(machine: MachineWanted, needs: MachineNeeds): Promise<void>
  /**
   * Keeps one instant of several running machines: all stand still, their memory is taken and their newer tops are put on, and each goes on.
   * Resolves when every layer is safe on the disk, with how long each guest stood still.
   *
   * Not to be repeated: when it fails every guest goes on, no layer of it is left, and some of the tops may be on. When its daemon dies, the next one
   * lets those go on that were not to rest. @throws Problem `snapshot-failed`, `not-now`, `no-capacity`
   */
  snapshot(parts: readonly SnapshotPart[], told: SnapshotTold): Promise<readonly SnapshotPause[]>
  /** Lets a guest go on that stands still because it was to rest. @throws Problem `not-found` when it does not run */
  goOn(run: RunId): Promise<void>
  /** The memory layers that are here. */
  memories(): Promise<readonly LayerSeen[]>
  /** As {@link Volumes.mergeLayer}, of memory. Machines that went on from it, or are about to, notice nothing. */
  mergeMemory(layer: LayerId, onto: LayerId | null, signal: AbortSignal): Promise<void>
  /** Removes a memory layer, or what there is of one. Machines that went on from it stay as they are. */
  removeMemory(layer: LayerId): Promise<void>
  /**
   * Ends the run: gracefully (agent, ACPI, then after `graceSeconds` by force) or now. Resolves when its process is gone.
   *
   * `off` comes at any time and overtakes: a start, an update or a graceful stop of the same run may be under way.
   */
  stop(machine: MachineWanted): Promise<void>
  /** Removes every trace of an ended run, its sockets, logs and cgroup. */
  forget(run: RunId): Promise<void>
  exec(call: ExecCall): Promise<ExecResult>
  /** Presses keys at the machine's keyboard, one stroke after the other. Resolves when the last is let go. */
  press(call: PressCall): Promise<PressResult>
  /** The screen as it is now, as a PNG. */
  picture(call: PictureCall): Promise<PictureResult>
  openScreen(run: RunId): Promise<Duplex>
  /** Where the screen listens, if that is a socket of this machine: for who reads it without this process. @throws Problem `not-found` */
  screenSocket(run: RunId): Promise<MachineSocket | null>
  /** What the serial port said lately, then what it says; several may be open at once. A guest's reboot does not end it. */
  openSerial(run: RunId): Promise<Duplex>
  /** Calls back when {@link list} would answer something else. Returns what ends it. */
  onChange(listener: () => void): () => void
  /** Lets go of all connections and leaves the machines running. */
  close(): Promise<void>
}

/** Keeps the fences of labs on this host. Every call may be repeated. */
export interface Networks {
  /** Every fence of this installation on this host, half-made ones too. */
  list(): Promise<readonly FenceSeen[]>
  /** Makes the fence, or brings it to what is wanted without disturbing what already is. Taps that are plugged stay plugged. */
  raise(fence: FenceWanted): Promise<void>
  /** Takes taps of the lab's ports into the fence: its rules first, then up. */
  plug(fence: FenceWanted, taps: readonly Tap[]): Promise<void>
  /** The byte counters of the lab's ports and of its way out, as they are now. None for a lab that has no fence here. */
  traffic(lab: LabId): Promise<TrafficResult>
  /** Removes the lab's fence whole. */
  lower(lab: LabId): Promise<void>
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

/** Keeps layers and volumes on this host. Every call may be repeated. */
export interface Volumes {
  facts(): Promise<Pick<HostFacts, 'diskBytes' | 'diskAvailableBytes'>>
  list(): Promise<{ readonly volumes: readonly VolumeSeen[]; readonly layers: readonly LayerSeen[] }>
  /** Makes the volume's file, or grows it. A parent that is not there yet is an error. */
  make(volume: VolumeWanted): Promise<void>
  /** Removes the volume's file: only for one that is wanted `absent`. */
  remove(volume: VolumeId): Promise<void>
  /** Makes a layer from its recipe: long work, with progress. A layer whose source is a volume is already there. */
  makeLayer(
    layer: LayerWanted,
    told: { progress(step: string, fraction: number): void; signal: AbortSignal },
  ): Promise<void>
  /**
   * Lets a sealed layer lie on one further down its chain, or on none: it takes up what is between. What it holds stays the same, and so do the
   * layers that were between, which others may lie on. After a crash it lies on the one or on the other.
   *
   * @throws Problem `not-now` when `onto` is not below it, `disk-full`
   */
  mergeLayer(layer: LayerId, onto: LayerId | null, signal: AbortSignal): Promise<void>
  removeLayer(layer: LayerId): Promise<void>
  chain(volume: VolumeId): Promise<readonly ImageFile[]>
  layer(layer: LayerId): Promise<ImageFile>
  onChange(listener: () => void): () => void
  close(): Promise<void>
}

/** The three drivers of one host. */
export interface Drivers {
  readonly machines: Machines
  readonly networks: Networks
  readonly volumes: Volumes
}
