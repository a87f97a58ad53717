import { endReason, idSchema, problemCode, runPower } from '@paddock/model'
import { z } from 'zod'

/** Why something is not as it should be: a code from model's table, and a sentence for its reader. */
export const trouble = z.object({ code: problemCode, message: z.string() })
export type Trouble = z.infer<typeof trouble>

/** What is seen of one run. A run stays in the report, ended, until an assignment no longer names it. */
export const machineSeen = z.object({
  run: idSchema<'run'>(),
  power: runPower,
  /** What a start or stop is at, in words: "Preparing disks". Empty when there is nothing to say. */
  step: z.string(),
  startedAt: z.iso.datetime().nullable(),
  end: z.object({ reason: endReason, at: z.iso.datetime(), trouble: trouble.nullable() }).nullable(),
  /** Something is wrong though it runs: a device that could not be plugged, a disk out of room. */
  trouble: trouble.nullable(),
  agent: z.object({ connected: z.boolean(), addresses: z.array(z.object({ mac: z.string(), address: z.string() })) }),
  resetsDone: z.int(),
  /**
   * Whether a run that began from memory is told from its siblings: `pending` until its guest has new random numbers and the
   * time, `unrenewed` when it has no agent that could be asked to. `own`: it is, or it booted.
   */
  identity: z.enum(['own', 'pending', 'unrenewed']).default('own'),
  /** True from the instant of a snapshot after which it rests: until it is ended, or goes on because the snapshot has failed. */
  standsStill: z.boolean().default(false),
})
export type MachineSeen = z.infer<typeof machineSeen>

export const fenceSeen = z.object({
  lab: idSchema<'lab'>(),
  /** True when every network, service and port of it is as assigned. */
  ready: z.boolean(),
  trouble: trouble.nullable(),
  networks: z.array(z.object({ network: idSchema<'network'>(), bytesIn: z.int(), bytesOut: z.int() })),
})
export type FenceSeen = z.infer<typeof fenceSeen>

export const volumeSeen = z.object({
  volume: idSchema<'volume'>(),
  state: z.enum(['present', 'absent', 'failed']),
  /** Bytes it takes on the host's disk by itself, without its parents. */
  storedBytes: z.int(),
  trouble: trouble.nullable(),
})
export type VolumeSeen = z.infer<typeof volumeSeen>

/** Equal on two hosts: memory that was saved on one goes on on the other. */
export const memoryCompatibility = z.object({
  accelerator: z.enum(['kvm', 'tcg', 'simulated']),
  /** QEMU's name of the board. */
  machineType: z.string(),
  cpuModel: z.string(),
  qemuVersion: z.string(),
})
export type MemoryCompatibility = z.infer<typeof memoryCompatibility>

export const layerSeen = z.object({
  layer: idSchema<'layer'>(),
  /** What it lies on here. Left out until it is here. */
  parent: idSchema<'layer'>().nullable().optional(),
  state: z.enum(['making', 'present', 'absent', 'failed']),
  /** 0 to 1 while it is being made. */
  progress: z.number().min(0).max(1),
  step: z.string(),
  storedBytes: z.int(),
  /** As large as a guest sees it. Null until it is present. */
  virtualSizeBytes: z.int().nullable(),
  /** SHA-256, in hex: of the file, when it was made here from a recipe; of a memory layer's list of contents. */
  checksum: z.string().nullable(),
  /** Of a memory layer: what a host has to be like to go on from it. */
  compatibility: memoryCompatibility.nullable().default(null),
  trouble: trouble.nullable(),
})
export type LayerSeen = z.infer<typeof layerSeen>

export const hostFacts = z.object({
  cores: z.int().positive(),
  memoryMiB: z.int().positive(),
  memoryAvailableMiB: z.int(),
  diskBytes: z.int(),
  diskAvailableBytes: z.int(),
  /** What machines run on, and why not on KVM. */
  accelerator: z.enum(['kvm', 'tcg', 'simulated']),
  acceleratorReason: z.string(),
  qemuVersion: z.string(),
  /** What machines are made of here, as memory layers have to have it. Empty: nothing can go on here from memory. */
  machineType: z.string().default(''),
  cpuModel: z.string().default(''),
  kernel: z.string(),
})
export type HostFacts = z.infer<typeof hostFacts>

/** What has become of a snapshot. */
export const snapshotSeen = z.object({
  snapshot: idSchema<'snapshot'>(),
  /** `taking`: from the preparations to the last layer's being safe on the disk. Only `taken` can be started from. */
  state: z.enum(['waiting', 'taking', 'taken', 'failed']),
  /** Its instant. */
  takenAt: z.iso.datetime().nullable(),
  /** How long each guest stood still, and what some of their screens showed then, small, as PNG. */
  machines: z.array(
    z.object({
      run: idSchema<'run'>(),
      pauseMs: z.number().nonnegative(),
      picture: z.base64().nullable().default(null),
    }),
  ),
  trouble: trouble.nullable(),
})
export type SnapshotSeen = z.infer<typeof snapshotSeen>

/** What a host sees, whole. `generation`: the assignment that it last took up. */
export const report = z.object({
  host: idSchema<'host'>(),
  generation: z.int().nonnegative(),
  at: z.iso.datetime(),
  facts: hostFacts,
  machines: z.array(machineSeen),
  fences: z.array(fenceSeen),
  volumes: z.array(volumeSeen),
  layers: z.array(layerSeen),
  snapshots: z.array(snapshotSeen).default([]),
})
export type Report = z.infer<typeof report>
