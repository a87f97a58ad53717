import { type FileHandle, open } from 'node:fs/promises'
import type { LayerId } from '@paddock/model'
import { type Capture, type CapturedBlock, notCaptured, pageBytes, zeroPage } from './capture.ts'
import { type Compatibility, chunkPages, footer, hexDigest, type Manifest, readAt } from './layer-file.ts'

/** Records between pages are small: so much may be read in one piece to get a chunk's pages. */
const spanMaxBytes = 2 * chunkPages * pageBytes
const nothing = Buffer.alloc(pageBytes)

/**
 * Writes what was captured as a layer. Durable when it resolves; its name is given by the caller.
 *
 * On a parent, only what differs from it was captured, and zeros count. Without one, zeros are left out.
 */
export async function writeLayer(
  capture: Capture,
  to: { file: string; layer: LayerId; parent: LayerId | null; compatibility: Compatibility; signal: AbortSignal },
): Promise<void> {
  const from = await open(capture.file, 'r')
  try {
    const handle = await open(to.file, 'w', 0o600)
    try {
      const writer = new Writer(from, handle, to.signal)
      for (const [name, block] of capture.blocks) await writer.block(name, block)
      const devicesAt = await writer.append(capture.devices)
      const manifest: Manifest = {
        format: 1,
        layer: to.layer,
        parent: to.parent,
        compatibility: to.compatibility,
        blocks: Object.fromEntries([...capture.blocks].map(([name, { bytes }]) => [name, bytes])),
        chunks: writer.chunks,
        zeros: to.parent === null ? {} : Object.fromEntries(writer.zeros),
        devices: { at: devicesAt, bytes: capture.devices.length, sha256: hexDigest(capture.devices) },
      }
      const text = Buffer.from(JSON.stringify(manifest))
      const manifestAt = await writer.append(text)
      await writer.append(footer(manifestAt, text))
      await handle.sync()
    } finally {
      await handle.close()
    }
  } finally {
    await from.close()
  }
}

interface Place {
  readonly page: number
  readonly at: number
}

class Writer {
  readonly chunks: Manifest['chunks'] = []
  readonly zeros = new Map<string, number[]>()
  readonly #from: FileHandle
  readonly #to: FileHandle
  readonly #signal: AbortSignal
  #at = 0

  constructor(from: FileHandle, to: FileHandle, signal: AbortSignal) {
    this.#from = from
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

  async block(name: string, block: CapturedBlock): Promise<void> {
    const zeros: number[] = []
    this.zeros.set(name, zeros)
    let places: Place[] = []
    for (let page = 0; page < block.at.length; page++) {
      const at = block.at[page] ?? notCaptured
      if (at === zeroPage) extend(zeros, page)
      if (at < 0) continue
      places.push({ page, at })
      if (places.length < chunkPages) continue
      await this.#chunk(name, places, zeros)
      places = []
    }
    if (places.length > 0) await this.#chunk(name, places, zeros)
  }

  async #chunk(block: string, places: readonly Place[], zeros: number[]): Promise<void> {
    this.#signal.throwIfAborted()
    const extents: number[] = []
    const full: Buffer[] = []
    const pages = await this.#pages(places)
    places.forEach(({ page }, index) => {
      const content = pages[index] ?? nothing
      const isZeros = content.equals(nothing)
      if (!isZeros) full.push(content)
      extend(isZeros ? zeros : extents, page)
    })
    if (full.length === 0) return
    const bytes = Buffer.concat(full)
    this.chunks.push({ block, at: await this.append(bytes), extents, sha256: hexDigest(bytes) })
  }

  /** The pages' contents: read in one piece where they stand together. */
  async #pages(places: readonly Place[]): Promise<Buffer[]> {
    const first = places.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
    const end = places.reduce((most, { at }) => Math.max(most, at), 0) + pageBytes
    if (end - first > spanMaxBytes) return Promise.all(places.map(({ at }) => readAt(this.#from, at, pageBytes)))
    const piece = await readAt(this.#from, first, end - first)
    return places.map(({ at }) => piece.subarray(at - first, at - first + pageBytes))
  }
}

/** Adds a page to a list of extents. Pages come in order. */
function extend(extents: number[], page: number): void {
  const last = extents.length - 2
  if (last >= 0 && (extents[last] ?? 0) + (extents[last + 1] ?? 0) === page)
    extents[last + 1] = (extents[last + 1] ?? 0) + 1
  else extents.push(page, 1)
}
