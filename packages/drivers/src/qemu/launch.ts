import { chmodSync, chownSync, closeSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ImageFile, MachineNeeds } from '@paddock/host'
import type { MachineWanted } from '@paddock/host-api'
import { type Caged, makeCgroup, removeTree, startCaged } from '@paddock/linux'
import { nodeName } from './blocks.ts'
import { commandLine } from './command-line.ts'
import { Descriptors, openLog } from './descriptors.ts'
import { drivesMax } from './devices.ts'
import { type RunFolder, runsFolder, writeWhole } from './folder.ts'
import { type ImageNode, type MachineHardware, slots } from './hardware.ts'
import type { StartingMemory } from './memory/start-from.ts'
import type { RunNeeds } from './needs.ts'
import { fetchNvram } from './nvram.ts'
import type { RunRecord } from './record.ts'
import { seedImage } from './seed.ts'
import { tapName, uidOf } from './user.ts'

/** What QEMU takes beside the guest's memory: its own, TCG's translations, the screen, caches of disks. */
const overheadBytes = 512 * 1024 * 1024
/** Threads: processors, disk workers (64 at most, util/thread-pool.c), screen, and some. */
const processesBeside = 128
const openFilesMax = 4096

export const cgroupOf = (needs: RunNeeds, run: string): string => join(`paddock-${needs.tag}`, run)

/** The chains of a machine's disks and its media, looked up before anything is made. */
export interface Images {
  readonly disks: readonly { readonly slot: number; readonly serial: string; readonly chain: readonly ImageFile[] }[]
  readonly drives: readonly { readonly slot: number; readonly medium: ImageFile | null }[]
}

/** `diskSlots`: where the disks go, by position; one after the other unless told. */
export async function imagesOf(
  machine: MachineWanted,
  needs: MachineNeeds,
  diskSlots: readonly number[] = [],
): Promise<Images> {
  const disks = inOrder(machine.disks).slice(0, slots.disks)
  const drives = inOrder(machine.drives).slice(0, drivesMax)
  return {
    disks: await Promise.all(
      disks.map(async ({ disk, volume }, at) => ({
        slot: diskSlots[at] ?? at,
        serial: serialOf(disk),
        chain: await needs.chain(volume),
      })),
    ),
    drives: await Promise.all(
      drives.map(async ({ layer }, slot) => ({ slot, medium: layer === null ? null : await needs.layer(layer) })),
    ),
  }
}

export const inOrder = <T extends { readonly position: number }>(list: readonly T[]): T[] =>
  list.toSorted((a, b) => a.position - b.position)

/** A disk's serial number has 20 characters at most (virtio specification, "Device Operation", VIRTIO_BLK_T_GET_ID): the end of its id. */
export const serialOf = (disk: string): string => disk.replaceAll('-', '').slice(-20)

/**
 * Starts QEMU for a run, halted before the guest's first instruction.
 *
 * Whoever is killed in here leaves a record and perhaps a process that was never let go: both are cleared away by the next look.
 */
export function launch(
  needs: RunNeeds,
  {
    folder,
    record,
    images,
    memory,
  }: { folder: RunFolder; record: RunRecord; images: Images; memory: StartingMemory | null },
): Caged & { taps: Descriptors['taps'] } {
  const { machine, slot } = record
  const uid = uidOf(needs.tag, slot)
  mkdirSync(folder.vm, { mode: 0o700 })
  chownSync(folder.vm, uid, uid)
  chmodSync(folder.path, 0o711)
  if (machine.firmware === 'uefi') fetchNvram(images.disks[0]?.chain ?? [], folder.nvram)
  const group = cgroupOf(needs, machine.run)
  needs.step?.('control group')
  makeCgroup(needs.cgroups, group, {
    cpuShare: machine.cores,
    cpuMax: machine.cores + 1,
    memoryBytes: machine.memoryMiB * 1024 * 1024 + overheadBytes,
    processes: machine.cores + processesBeside,
  })
  const descriptors = new Descriptors()
  const output = openLog(folder.qemuLog)
  try {
    const hardware = hardwareOf({ needs, folder, record, images, memory, descriptors })
    const caged = startCaged(commandLine(hardware), {
      uid,
      folder: folder.vm,
      cgroups: needs.cgroups,
      cgroup: group,
      openFilesMax,
      descriptors: descriptors.inherited,
      output,
    })
    return { ...caged, taps: descriptors.taps }
  } finally {
    descriptors.close()
    closeSync(output)
  }
}

/** Makes the folder of a run, empty: what a start that was cut off left there is gone. */
export async function makeFolder(needs: RunNeeds, folder: RunFolder, machine: MachineWanted): Promise<void> {
  if (existsSync(folder.path)) await removeTree(folder.path, runsFolder(needs.folder))
  mkdirSync(folder.path, { recursive: true, mode: 0o700 })
  writeWhole(folder.seed, seedImage(machine.seed), { durable: false })
}

function hardwareOf(of: {
  needs: RunNeeds
  folder: RunFolder
  record: RunRecord
  images: Images
  memory: StartingMemory | null
  descriptors: Descriptors
}): MachineHardware {
  const { needs, folder, record, images, memory, descriptors } = of
  const { machine } = record
  const sets = new Map<string, ImageNode>()
  const node = (image: ImageFile, writable: boolean): ImageNode => {
    const former = sets.get(image.file)
    if (former) return former
    const made = {
      node: nodeName(image.file),
      format: image.format,
      set: descriptors.image(image.file, { writable }),
      writable,
    }
    sets.set(image.file, made)
    return made
  }
  const disks = images.disks.map(({ slot, serial, chain }) => ({
    slot,
    serial,
    chain: chain.map((image, depth) => node(image, depth === 0)),
  }))
  const drives = images.drives.map(({ slot, medium }) => ({
    slot,
    medium: medium === null ? null : node(medium, false),
  }))
  const own = (name: string, file: string, writable: boolean): ImageNode => ({
    node: name,
    format: 'raw',
    set: descriptors.image(file, { writable }),
    writable,
  })
  const macs = new Map(machine.interfaces.map(one => [one.interface, one.mac]))
  return {
    run: machine.run,
    vm: machine.vm,
    accelerator: needs.platform.accelerator,
    profile: machine.profile,
    firmware: machine.firmware,
    cores: machine.cores,
    memoryMiB: machine.memoryMiB,
    memory:
      memory === null ? null : { layer: descriptors.open(memory.memory), devices: descriptors.open(memory.devices) },
    disks,
    drives,
    seed: own('seed', folder.seed, false),
    nvram: machine.firmware === 'uefi' ? own('nvram', folder.nvram, true) : null,
    nics: record.nics.map(({ slot, interface: id }) => ({
      slot,
      mac: macs.get(id) ?? '',
      tap: descriptors.tap({ interface: id, name: tapName(needs.tag, record.slot, slot) }),
    })),
    serialLogSet: descriptors.log(folder.serialLog),
    descriptors: descriptors.sets,
  }
}
