import { type FileHandle, open } from 'node:fs/promises'
import { blockName, type Capture, type CapturedBlock, isKept, newBlock, pageBytes, zeroPage } from './capture.ts'

// Source: QEMU 7.2, migration/savevm.h and docs/devel/migration.rst.
const magic = 0x5145564d
const version = 3
const section = { start: 1, part: 2, end: 3, full: 4, footer: 0x7e } as const
// Source: QEMU 7.2, migration/ram.c, RAM_SAVE_FLAG_*.
const flag = { zero: 0x02, memSize: 0x04, page: 0x08, eos: 0x10, continue: 0x20 } as const
const headerBytes = 8
const readBytes = 4 * 1024 * 1024
/** More than one record can have: its head, a block's name, a page. */
const recordMaxBytes = 8 + 1 + 255 + pageBytes

/**
 * Reads what QEMU's `migrate` wrote to a file: where the newest content of each page stands, and the state of the devices.
 *
 * The file was written by a process that may be hostile: everything in it is checked, and nothing of it is more than bytes of its own machine.
 *
 * @throws Error when it is not such a stream, or has no end.
 */
export async function readStream(file: string): Promise<Capture> {
  const handle = await open(file, 'r')
  try {
    const reader = new Reader(handle, (await handle.stat()).size)
    await reader.fill(headerBytes)
    if (reader.u32() !== magic || reader.u32() !== version) throw new Error('This is no stream of QEMU.')
    const blocks = new Map<string, CapturedBlock>()
    await readMemory(reader, blocks)
    const header = Buffer.alloc(headerBytes)
    header.writeUInt32BE(magic, 0)
    header.writeUInt32BE(version, 4)
    return { file, blocks, devices: Buffer.concat([header, await reader.rest()]) }
  } finally {
    await handle.close()
  }
}

/** Reads the sections of the memory, which come first, to the end of the last. */
async function readMemory(reader: Reader, blocks: Map<string, CapturedBlock>): Promise<void> {
  let ram: number | null = null
  let last: CapturedBlock | null = null
  for (;;) {
    await reader.fill(1 + 4 + 1 + 255 + 8)
    const kind = reader.u8()
    const id = reader.u32()
    if (kind === section.start) {
      if (reader.text() !== 'ram' || ram !== null) throw new Error('The stream has a section that is not known.')
      reader.skip(8)
      ram = id
    } else if ((kind !== section.part && kind !== section.end) || id !== ram)
      throw new Error('The stream has a section that is not known.')
    last = await readRecords(reader, blocks, last)
    await reader.fill(5)
    if (reader.u8() !== section.footer || reader.u32() !== id) throw new Error('A section of the stream has no end.')
    if (kind === section.end) return
  }
}

/** Reads the records of one section. A page without a block's name is of the same block as the one before, in an earlier section too. */
async function readRecords(
  reader: Reader,
  blocks: Map<string, CapturedBlock>,
  last: CapturedBlock | null,
): Promise<CapturedBlock | null> {
  let block = last
  for (;;) {
    await reader.fill(recordMaxBytes)
    const head = reader.u64()
    const flags = head % pageBytes
    const address = head - flags
    if ((flags & flag.eos) !== 0) return block
    if ((flags & flag.memSize) !== 0) {
      await readBlocks(reader, blocks, address)
      continue
    }
    if ((flags & flag.continue) === 0) block = blocks.get(blockName(reader.text())) ?? null
    const page = address / pageBytes
    if (block !== null && page >= block.at.length) throw new Error('The stream has a page outside of its block.')
    if ((flags & flag.zero) !== 0) {
      if (reader.u8() !== 0) throw new Error('The stream has a page of a kind that is not known.')
      if (block !== null) block.at[page] = zeroPage
    } else if ((flags & flag.page) !== 0) {
      if (block !== null) block.at[page] = reader.at
      reader.skip(pageBytes)
    } else throw new Error('The stream has a record that is not known.')
  }
}

/** Largest memory that a machine can have, so that a stream cannot make us take more than that needs. */
const blockMaxBytes = 2 ** 40

async function readBlocks(reader: Reader, blocks: Map<string, CapturedBlock>, total: number): Promise<void> {
  for (let left = total; left > 0; ) {
    await reader.fill(1 + 255 + 8)
    const name = blockName(reader.text())
    const bytes = reader.u64()
    if (bytes <= 0 || bytes % pageBytes !== 0 || bytes > blockMaxBytes)
      throw new Error('The stream has a block without a size.')
    if (isKept(name)) blocks.set(name, newBlock(bytes))
    left -= bytes
  }
}

/** Reads a file from its beginning, a piece at a time. */
class Reader {
  readonly #handle: FileHandle
  readonly #size: number
  #buffer: Buffer = Buffer.alloc(0)
  #from = 0
  #next = 0

  constructor(handle: FileHandle, size: number) {
    this.#handle = handle
    this.#size = size
  }

  /** Where in the file the next byte is read. */
  get at(): number {
    return this.#from + this.#next
  }

  /** Makes the next bytes ready to be read, or all that there are. */
  async fill(bytes: number): Promise<void> {
    if (this.#buffer.length - this.#next >= bytes || this.#from + this.#buffer.length >= this.#size) return
    const from = this.at
    const buffer = Buffer.allocUnsafe(Math.min(Math.max(readBytes, bytes), this.#size - from))
    for (let have = 0; have < buffer.length; ) {
      const { bytesRead } = await this.#handle.read(buffer, have, buffer.length - have, from + have)
      if (bytesRead === 0) throw new Error('The stream ends too early.')
      have += bytesRead
    }
    this.#buffer = buffer
    this.#from = from
    this.#next = 0
  }

  u8(): number {
    return this.#buffer.readUInt8(this.#take(1))
  }

  u32(): number {
    return this.#buffer.readUInt32BE(this.#take(4))
  }

  u64(): number {
    const value = this.#buffer.readBigUInt64BE(this.#take(8))
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error('The stream has a number that is too large.')
    return Number(value)
  }

  /** A text with its length before it. */
  text(): string {
    const length = this.u8()
    const from = this.#take(length)
    return this.#buffer.toString('latin1', from, from + length)
  }

  skip(bytes: number): void {
    this.#take(bytes)
  }

  async rest(): Promise<Buffer> {
    const left = this.#size - this.at
    if (left > devicesMaxBytes) throw new Error('The state of the devices is too large.')
    await this.fill(left)
    return Buffer.from(this.#buffer.subarray(this.#take(left), this.#next))
  }

  #take(bytes: number): number {
    const from = this.#next
    this.#next += bytes
    if (this.#next > this.#buffer.length) throw new Error('The stream ends too early.')
    return from
  }
}

/** What a machine with all its slots used has is some hundred KiB. */
const devicesMaxBytes = 64 * 1024 * 1024
