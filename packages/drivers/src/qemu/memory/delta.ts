import { closeSync, openSync, readFileSync, unlinkSync, writeSync } from 'node:fs'
import type { QmpClient } from '@paddock/qmp'
import { type Capture, newBlock, pageBytes, ramBlock, screenBlock } from './capture.ts'
import type { Capturing } from './capturing.ts'
import { findMapping, type Mapping, ownPages, type ProcessMemory, withMemory } from './process-memory.ts'
import { layerFileName, screenBytes } from './start-from.ts'

/** How much is copied in one piece. */
const pieceBytes = 1024 * 1024

/**
 * Takes the memory of a machine that went on from a layer: the pages that it has written since, which the kernel knows, as they are its own now.
 *
 * They are read from outside while the guest stands still. So the pause grows with what was changed, not with the memory.
 */
export class Delta implements Capturing {
  readonly #of: { qmp: QmpClient; pid: number; memoryMiB: number; file: string }
  #blocks: Capture['blocks'] = new Map()

  constructor(of: { qmp: QmpClient; pid: number; memoryMiB: number; file: string }) {
    this.#of = of
  }

  async prepare(): Promise<void> {}

  async still(): Promise<void> {}

  async take(): Promise<void> {
    await this.#saveDevices()
    const { pid, memoryMiB, file } = this.#of
    const ram = findMapping(pid, { bytes: memoryMiB * 1024 * 1024, file: layerFileName })
    const screen = findMapping(pid, { bytes: screenBytes, file: null })
    const fd = openSync(file, 'w', 0o600)
    try {
      const copy = new Copy(fd)
      this.#blocks = withMemory(
        pid,
        memory =>
          new Map([
            [ramBlock, copy.block(memory, ram, ownPages(pid, ram))],
            [screenBlock, copy.block(memory, screen, [[0, screenBytes / pageBytes]])],
          ]),
      )
    } finally {
      closeSync(fd)
    }
  }

  async finish(): Promise<Capture> {
    const devices = readFileSync(this.#devicesFile)
    unlinkSync(this.#devicesFile)
    return { file: this.#of.file, blocks: this.#blocks, devices }
  }

  async abandon(): Promise<void> {}

  get #devicesFile(): string {
    return `${this.#of.file}.devices`
  }

  /** `live: false`, or QEMU would let go of its disks. */
  async #saveDevices(): Promise<void> {
    const { qmp } = this.#of
    const fd = openSync(this.#devicesFile, 'w', 0o600)
    const { set } = await qmp.execute('add-fd', { opaque: 'write' }, { descriptor: fd }).finally(() => closeSync(fd))
    try {
      await qmp.execute('xen-save-devices-state', { filename: `/dev/fdset/${set}`, live: false })
    } finally {
      await qmp.execute('remove-fd', { 'fdset-id': set }).catch(() => {})
    }
  }
}

class Copy {
  readonly #fd: number
  readonly #piece = Buffer.allocUnsafe(pieceBytes)
  #at = 0

  constructor(fd: number) {
    this.#fd = fd
  }

  block(memory: ProcessMemory, { address, bytes }: Mapping, rows: readonly (readonly [number, number])[]) {
    const block = newBlock(bytes)
    for (const [first, count] of rows)
      for (let page = first; page < first + count; ) {
        const pages = Math.min(first + count - page, pieceBytes / pageBytes)
        const piece = this.#piece.subarray(0, pages * pageBytes)
        memory.read(address + page * pageBytes, piece)
        for (let done = 0; done < piece.length; )
          done += writeSync(this.#fd, piece, done, piece.length - done, this.#at + done)
        for (let each = 0; each < pages; each++) block.at[page + each] = this.#at + each * pageBytes
        this.#at += piece.length
        page += pages
      }
    return block
  }
}
