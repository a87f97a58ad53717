import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { cores, firmware, guestProfile, idSchema, memoryMiB } from '@paddock/model'
import { z } from 'zod'

/** What a machine must be like to go on from a layer: anything else finds its devices in a state that is not theirs. */
export const compatibility = z.object({
  accelerator: z.enum(['kvm', 'tcg']),
  machineType: z.string(),
  cpuModel: z.string(),
  qemuVersion: z.string(),
  cores,
  memoryMiB,
  firmware,
  profile: guestProfile,
  /** Where its disks and network interfaces were plugged, by position. */
  diskSlots: z.array(z.int().nonnegative()),
  nicSlots: z.array(z.int().nonnegative()),
})
export type Compatibility = z.infer<typeof compatibility>

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
/** Pages in a row: the first and how many, again and again. */
const extents = z.array(z.int().nonnegative())

/**
 * What a memory layer holds, as its file says it.
 *
 * A page that is in no chunk and not among the zeros is as the parent has it; without a parent it is zeros.
 */
export const manifest = z.object({
  format: z.literal(1),
  layer: idSchema<'layer'>(),
  parent: idSchema<'layer'>().nullable(),
  compatibility,
  blocks: z.record(z.string(), z.int().positive()),
  /** Each is read and checked whole. `at`: where in the file its pages stand, one after the other. */
  chunks: z.array(z.object({ block: z.string(), at: z.int().nonnegative(), extents, sha256 })),
  zeros: z.record(z.string(), extents),
  devices: z.object({ at: z.int().nonnegative(), bytes: z.int().positive(), sha256 }),
})
export type Manifest = z.infer<typeof manifest>

/** So many pages a chunk has at most. */
export const chunkPages = 256

// The file: pages, devices, the manifest as JSON, and 64 bytes that say where the manifest is and what its checksum is.
const footerBytes = 64
const footerMagic = 'PADDOCK MEMORY 1'

export function footer(at: number, text: Buffer): Buffer {
  const bytes = Buffer.alloc(footerBytes)
  bytes.write(footerMagic, 0, 'latin1')
  bytes.writeBigUInt64LE(BigInt(at), 16)
  bytes.writeBigUInt64LE(BigInt(text.length), 24)
  bytes.set(digest(text), 32)
  return bytes
}

export const digest = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
export const hexDigest = (bytes: Uint8Array): string => digest(bytes).toString('hex')

/** A layer's manifest, and its checksum, which stands for all of the layer: every other checksum is in it. */
export interface LayerHead {
  readonly manifest: Manifest
  readonly checksum: string
}

/** Reads and checks a layer's manifest. @throws Error when the file is not a layer, or not whole. */
export async function readHead(file: string): Promise<LayerHead> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    const end = await readAt(handle, Math.max(0, size - footerBytes), Math.min(footerBytes, size))
    if (end.length !== footerBytes || end.toString('latin1', 0, 16) !== footerMagic)
      throw new Error('The file is not a memory layer.')
    const bytes = Number(end.readBigUInt64LE(24))
    if (bytes > size) throw new Error('The memory layer is damaged.')
    const text = await readAt(handle, Number(end.readBigUInt64LE(16)), bytes)
    if (!digest(text).equals(end.subarray(32))) throw new Error('The memory layer is damaged.')
    return { manifest: manifest.parse(JSON.parse(text.toString('utf8'))), checksum: hexDigest(text) }
  } finally {
    await handle.close()
  }
}

/** Bytes of a file from a place on. @throws Error when it is not that long. */
export async function readAt(handle: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(bytes)
  for (let have = 0; have < bytes; ) {
    const { bytesRead } = await handle.read(buffer, have, bytes - have, at + have)
    if (bytesRead === 0) throw new Error('The file ends too early.')
    have += bytesRead
  }
  return buffer
}
