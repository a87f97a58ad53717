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

export const layerSeen = z.object({
  layer: idSchema<'layer'>(),
  state: z.enum(['making', 'present', 'absent', 'failed']),
  /** 0 to 1 while it is being made. */
  progress: z.number().min(0).max(1),
  step: z.string(),
  storedBytes: z.int(),
  /** As large as a guest sees it. Null until it is present. */
  virtualSizeBytes: z.int().nullable(),
  /** SHA-256 of the file, in hex, when it was made here from a recipe. */
  checksum: z.string().nullable(),
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
  kernel: z.string(),
})
export type HostFacts = z.infer<typeof hostFacts>

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
})
export type Report = z.infer<typeof report>
