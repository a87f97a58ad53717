import { type FileHandle, open } from 'node:fs/promises'
import type { LayerId } from '@paddock/model'
import { pageBytes } from './capture.ts'
import { chunkPages, footer, hexDigest, type Manifest } from './layer-file.ts'
import { type OpenLayer, readBlock, readDevices } from './read-layer.ts'

/**
 * Writes layers of one chain as one: the uppermost, which lies on what the lowest lay on. Durable when it resolves; its name is given by the
 * caller.
 */
export async function mergeLayers(
  chain: readonly [OpenLayer, ...OpenLayer[]],
  to: { file: string; parent: LayerId | null; signal: AbortSignal },
): Promise<void> {
  const [top] = chain
  const handle = await open(to.file, 'w', 0o600)
  try {
    const writer = new Writer(handle, to.signal)
    const zeros: Manifest['zeros'] = {}
    for (const block of Object.keys(top.head.manifest.blocks)) {
      const list: number[] = []
      await readBlock(
        chain,
        block,
        (at, content) => writer.pages(block, at / pageBytes, content),
        (first, count) => list.push(first, count),
      )
      await writer.endChunk(block)
      // Without a parent, what is not there is zeros.
      if (to.parent !== null) zeros[block] = list
    }
    const devices = await readDevices(top)
    const manifest: Manifest = {
      ...top.head.manifest,
      parent: to.parent,
      chunks: writer.chunks,
      zeros,
      devices: { at: await writer.append(devices), bytes: devices.length, sha256: hexDigest(devices) },
    }
    const text = Buffer.from(JSON.stringify(manifest))
    await writer.append(footer(await writer.append(text), text))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

class Writer {
  readonly chunks: Manifest['chunks'] = []
  readonly #to: FileHandle
  readonly #signal: AbortSignal
  #at = 0
  #pieces: Buffer[] = []
  #extents: number[] = []
  #pages = 0

  constructor(to: FileHandle, signal: AbortSignal) {
    this.#to = to
    this.#signal = signal
  }

  async append(bytes: Uint8Array): Promise<number> {
    const at = this.#at
    for (let done = 0; done < bytes.length; )
      done += (await this.#to.write(bytes, done, bytes.length - done, at + done)).bytesWritten
    this.#at += bytes.length
    return at
  }

  /** Takes pages in a row, as many to a chunk as it may have. */
  async pages(block: string, first: number, content: Buffer): Promise<void> {
    for (let done = 0; done < content.length; ) {
      const count = Math.min(chunkPages - this.#pages, (content.length - done) / pageBytes)
      // The reader may use its buffer again.
      this.#pieces.push(Buffer.from(content.subarray(done, done + count * pageBytes)))
      this.#extents.push(first + done / pageBytes, count)
      this.#pages += count
      done += count * pageBytes
      if (this.#pages === chunkPages) await this.endChunk(block)
    }
  }

  async endChunk(block: string): Promise<void> {
    if (this.#pages === 0) return
    this.#signal.throwIfAborted()
    const bytes = Buffer.concat(this.#pieces)
    this.chunks.push({ block, at: await this.append(bytes), extents: this.#extents, sha256: hexDigest(bytes) })
    this.#pieces = []
    this.#extents = []
    this.#pages = 0
  }
}
