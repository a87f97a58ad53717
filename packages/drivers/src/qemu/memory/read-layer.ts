import { write } from 'node:fs'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'
import { pageBytes } from './capture.ts'
import { hexDigest, type LayerHead, type Manifest, readAt } from './layer-file.ts'

const writeTo = promisify(write)

/** A layer's file and what is in it. */
export interface OpenLayer {
  readonly file: string
  readonly head: LayerHead
}

/** One piece of a block: where it belongs, and its content. */
export type Piece = (at: number, content: Buffer) => Promise<void> | void

/**
 * Gives every page of a block that is not zeros, from a chain of layers, its top first, and to `zeros` those that are said to be. Each chunk
 * that is used is checked.
 *
 * @throws Error when a file was damaged.
 */
export async function readBlock(
  chain: readonly OpenLayer[],
  block: string,
  give: Piece,
  zeros?: (first: number, count: number) => void,
): Promise<void> {
  const pages = (chain[0]?.head.manifest.blocks[block] ?? 0) / pageBytes
  const known = new Uint8Array(pages)
  for (const { file, head } of chain) {
    const handle = await open(file, 'r')
    try {
      for (const chunk of head.manifest.chunks) {
        if (chunk.block !== block) continue
        const bytes = await readAt(handle, chunk.at, countPages(chunk.extents) * pageBytes)
        if (hexDigest(bytes) !== chunk.sha256) throw new Error('A memory layer is damaged.')
        let from = 0
        for (const [first, count] of pairs(chunk.extents)) {
          if (first + count > pages) throw new Error('A memory layer has a page outside of its block.')
          await giveUnknown({ known, first, count, bytes: bytes.subarray(from, from + count * pageBytes) }, give)
          from += count * pageBytes
        }
      }
    } finally {
      await handle.close()
    }
    for (const [first, count] of pairs(head.manifest.zeros[block] ?? []))
      for (let page = first; page < Math.min(first + count, pages); page++) {
        if (known[page] === 0) zeros?.(page, 1)
        known[page] = 1
      }
  }
}

/** Those pages of an extent that no layer above has, in as few pieces as there are. */
async function giveUnknown(
  { known, first, count, bytes }: { known: Uint8Array; first: number; count: number; bytes: Buffer },
  give: Piece,
): Promise<void> {
  for (let page = first; page < first + count; ) {
    if (known[page] === 1) {
      page++
      continue
    }
    const from = page
    while (page < first + count && known[page] !== 1) known[page++] = 1
    await give(from * pageBytes, bytes.subarray((from - first) * pageBytes, (page - first) * pageBytes))
  }
}

/** The state of the devices, checked. */
export async function readDevices({ file, head }: OpenLayer): Promise<Buffer> {
  const { at, bytes, sha256 } = head.manifest.devices
  const handle = await open(file, 'r')
  try {
    const content = await readAt(handle, at, bytes)
    if (hexDigest(content) !== sha256) throw new Error('A memory layer is damaged.')
    return content
  } finally {
    await handle.close()
  }
}

/** Writes bytes to a descriptor at a place, without moving it. */
export async function writeAt(fd: number, at: number, content: Buffer): Promise<void> {
  for (let done = 0; done < content.length; )
    done += (await writeTo(fd, content, done, content.length - done, at + done)).bytesWritten
}

function* pairs(extents: Manifest['chunks'][number]['extents']): Generator<[number, number]> {
  for (let index = 0; index + 1 < extents.length; index += 2) yield [extents[index] ?? 0, extents[index + 1] ?? 0]
}

function countPages(extents: readonly number[]): number {
  let pages = 0
  for (const [, count] of pairs([...extents])) pages += count
  return pages
}
