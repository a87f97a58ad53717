import { closeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { MachineWanted } from '@paddock/host-api'
import { makeMemfd, type ProcessIdentity, processAlive } from '@paddock/linux'
import { memoryMisfit, Problem } from '@paddock/model'
import type { QmpClient } from '@paddock/qmp'
import { screenBlock } from './capture.ts'
import type { Compatibility } from './layer-file.ts'
import { findMapping, withMemory } from './process-memory.ts'
import { type OpenLayer, readBlock, readDevices, writeAt } from './read-layer.ts'

/** What the kernel calls a layer's file in memory: part of a mapping's name. */
export const layerFileName = 'paddock-memory'

/** The memory of the screen (`video` in devices.ts). No other mapping of a QEMU is of this size. */
export const screenBytes = 16 * 1024 * 1024

/** Loading some hundred KiB takes milliseconds; a host full of starting machines takes longer. */
const loadMs = 30_000

/** A memory layer, ready for one machine to go on from. */
export interface StartingMemory {
  /** Descriptor of the sealed memory, for QEMU to map privately. */
  readonly memory: number
  /** Descriptor of the devices' state. */
  readonly devices: number
  readonly compatibility: Compatibility
  /** The layer and what is below it, top first. */
  readonly chain: readonly OpenLayer[]
  close(): void
}

export async function startingMemory(chain: readonly OpenLayer[], memory: number): Promise<StartingMemory> {
  const [top] = chain
  if (top === undefined) throw new Error('A chain of no layers.')
  const devices = makeMemfd('paddock-devices')
  await writeAt(devices, 0, await readDevices(top))
  return {
    memory,
    devices,
    chain,
    compatibility: top.head.manifest.compatibility,
    close() {
      closeSync(memory)
      closeSync(devices)
    },
  }
}

/** Refuses a machine that is not as the one whose memory it was. @throws Problem `memory-unfit` */
export function checkCompatible(
  saved: Compatibility,
  here: Pick<Compatibility, 'accelerator' | 'machineType' | 'cpuModel' | 'qemuVersion'>,
  machine: MachineWanted,
): void {
  const misfit = memoryMisfit(saved, here, 'this host')
  if (misfit !== null)
    throw new Problem('memory-unfit', `Its memory was saved with ${misfit}. Start it cold, from its disks.`)
  const sameSlots =
    saved.diskSlots.length === machine.disks.length && saved.nicSlots.length === machine.interfaces.length
  const sameHardware = (['cores', 'memoryMiB', 'firmware', 'profile'] as const).every(
    key => saved[key] === machine[key],
  )
  if (sameSlots && sameHardware) return
  throw new Problem(
    'memory-unfit',
    'The machine has other hardware than when its memory was saved. Start it cold, from its disks.',
  )
}

/** Waits until QEMU has taken up the state of the devices, and puts back what the screen showed. The guest stands still. */
export async function takeUpState(qmp: QmpClient, process: ProcessIdentity, memory: StartingMemory): Promise<void> {
  for (const until = Date.now() + loadMs; ; await sleep(2)) {
    const { status } = await qmp.execute('query-status')
    if (status === 'paused') break
    if (status !== 'inmigrate') throw new Error(`QEMU is ${status} instead of taking up the memory.`)
    if (Date.now() > until || !processAlive(process)) throw new Error('QEMU did not take up the memory.')
  }
  // The state of the devices has none of this, and QEMU's own way for it would copy the machine's memory as well.
  const screen = findMapping(process.pid, { bytes: screenBytes, file: null })
  const pieces: [number, Buffer][] = []
  await readBlock(memory.chain, screenBlock, (at, content) => void pieces.push([at, content]))
  withMemory(process.pid, there => {
    for (const [at, content] of pieces) there.write(screen.address + at, content)
  })
}
