import { cores, firmware, guestProfile, idSchema, ipv4, ipv4Cidr, macAddress, memoryMiB } from '@paddock/model'
import { z } from 'zod'

const wanted = z.enum(['present', 'absent'])

/**
 * One immutable image, of a disk or of a machine's memory, that the host should hold, or should let go.
 *
 * `recipe`: make it here (long work; progress comes in the report). `volume`: it was a volume on this host and is
 * sealed by the newer top that names it as parent; the file keeps its id, so nothing is copied. `snapshot`: it is a machine's
 * memory, and comes with that snapshot or never.
 */
export const layerWanted = z.object({
  layer: idSchema<'layer'>(),
  want: wanted,
  kind: z.enum(['disk', 'iso', 'memory']),
  format: z.enum(['qcow2', 'raw', 'memory']),
  /**
   * What it lies on. Of a memory layer: the one that its machine was started from; null for a machine that booted.
   *
   * One that is here and lies on another is put on this one, which has to be below it: it takes up what is between them.
   */
  parent: idSchema<'layer'>().nullable(),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('recipe'), recipe: z.string() }),
    z.object({ kind: z.literal('volume') }),
    z.object({ kind: z.literal('snapshot'), snapshot: idSchema<'snapshot'>() }),
  ]),
})
export type LayerWanted = z.infer<typeof layerWanted>

/**
 * The writable top of a disk: a qcow2 overlay on `parent`, or a blank qcow2.
 *
 * A volume goes only when it is wanted `absent`: one that is merely missing from an assignment is left alone and
 * reported, because an assignment made from an old database must never cost anyone a disk.
 */
export const volumeWanted = z.object({
  volume: idSchema<'volume'>(),
  disk: idSchema<'disk'>(),
  want: wanted,
  parent: idSchema<'layer'>().nullable(),
  /** At least this large for the guest. A volume grows, and never shrinks. */
  sizeBytes: z.int().positive(),
})
export type VolumeWanted = z.infer<typeof volumeWanted>

export const networkWanted = z.object({
  network: idSchema<'network'>(),
  name: z.string(),
  cidr: ipv4Cidr,
  gateway: ipv4,
  domain: z.string(),
  dhcp: z.boolean(),
  dns: z.boolean(),
  nat: z.boolean(),
})
export type NetworkWanted = z.infer<typeof networkWanted>

/** Where one interface of one machine meets its network, whether or not the machine runs: DHCP and DNS know it by this. */
export const portWanted = z.object({
  interface: idSchema<'interface'>(),
  network: idSchema<'network'>(),
  /** The machine's name, which is its host name. */
  name: z.string(),
  mac: macAddress,
  address: ipv4,
  /** False: the cable is pulled. */
  connected: z.boolean(),
})
export type PortWanted = z.infer<typeof portWanted>

/** A lab's networks on this host, whole: ARCHITECTURE, "The fence". A fence that an assignment does not name is removed. */
export const fenceWanted = z.object({
  lab: idSchema<'lab'>(),
  /** Unique among the labs of the installation, small, and given anew when a lab is gone: names and the way out come from it. */
  number: z.int().min(1).max(1_000_000),
  networks: z.array(networkWanted),
  ports: z.array(portWanted),
})
export type FenceWanted = z.infer<typeof fenceWanted>

/** One life of a VM. The host starts it once: a run that ended never starts again, a new run is made for that. */
export const machineWanted = z.object({
  run: idSchema<'run'>(),
  vm: idSchema<'vm'>(),
  lab: idSchema<'lab'>(),
  /** `stopped`: shut the guest down by its agent, else by ACPI, and end it after `graceSeconds`. `off`: end it now. */
  want: z.enum(['running', 'stopped', 'off']),
  graceSeconds: z.int(),
  /** How often a reset was asked for in this run. A host that has done fewer does the missing ones, as one. */
  resets: z.int(),
  name: z.string(),
  cores,
  memoryMiB,
  firmware,
  profile: guestProfile,
  /** The memory layer that the run goes on from, with disks of that instant. Null: it boots. Never changes in a run's life. */
  memory: idSchema<'layer'>().nullable().default(null),
  disks: z.array(z.object({ disk: idSchema<'disk'>(), volume: idSchema<'volume'>(), position: z.int() })),
  /** The CD drives by position, empty or with an ISO layer in them. Every machine has one. */
  drives: z.array(z.object({ position: z.int(), layer: idSchema<'layer'>().nullable() })),
  interfaces: z.array(
    z.object({
      interface: idSchema<'interface'>(),
      network: idSchema<'network'>(),
      mac: macAddress,
      position: z.int(),
      connected: z.boolean(),
    }),
  ),
  /** What the guest finds on its NoCloud seed (cloud-init's data source "NoCloud"). */
  seed: z.object({ instanceId: z.string(), hostname: z.string(), userData: z.string() }),
})
export type MachineWanted = z.infer<typeof machineWanted>

/**
 * One instant of running machines that is to be kept, whole or not at all. Like a run it happens once: it is taken, or it has failed.
 *
 * The machines' newer tops are in the same assignment, and stay whatever becomes of the snapshot. With it they are put on at its
 * instant, and not before.
 */
export const snapshotWanted = z.object({
  snapshot: idSchema<'snapshot'>(),
  machines: z
    .array(
      z.object({
        run: idSchema<'run'>(),
        /** What the machine's memory becomes, which is in `layers`. Null: only its disks are kept. */
        memory: idSchema<'layer'>().nullable(),
        /**
         * True: the machine stands still from its instant on. When the snapshot is taken the host ends its run by itself; when it has failed the
         * guest goes on.
         */
        rests: z.boolean().default(false),
      }),
    )
    .min(1),
})
export type SnapshotWanted = z.infer<typeof snapshotWanted>

/**
 * Everything one host should be doing.
 *
 * Whole, never a difference: a host that missed the last ten needs only the newest. A host ignores an assignment
 * whose `generation` is older than the one it holds.
 */
export const assignment = z.object({
  host: idSchema<'host'>(),
  generation: z.int().nonnegative(),
  layers: z.array(layerWanted),
  volumes: z.array(volumeWanted),
  fences: z.array(fenceWanted),
  machines: z.array(machineWanted),
  /** Those that are wanted or whose outcome was not taken note of yet. One that is not named here any more is forgotten. */
  snapshots: z.array(snapshotWanted).default([]),
})
export type Assignment = z.infer<typeof assignment>
