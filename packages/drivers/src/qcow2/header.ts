/** What the beginning of a qcow2 file says. Source: QEMU, docs/interop/qcow2.txt. */
export interface Qcow2Header {
  readonly version: number
  readonly virtualSizeBytes: number
  /** As written in the file; null when there is none. */
  readonly backingFile: string | null
  readonly backingFormat: string | null
  /** The guest's bytes lie in another file. */
  readonly hasDataFile: boolean
  readonly encrypted: boolean
  readonly snapshots: number
}

/** Not a qcow2 file, or one whose beginning contradicts itself. */
export class NotQcow2 extends Error {
  override readonly name = 'NotQcow2'
}

const magic = 0x514649fb
const clusterBits = 16
const clusterBytes = 1 << clusterBits
/** Version 3, without compression type and padding. */
const headerBytes = 104
const backingFormatExtension = 0xe2792aca
const dataFileFlag = 1n << 2n
const backingNameMaxBytes = 1023
/** The header and its extensions lie in the first cluster, of 2 MiB at most. A reader needs only this much of ours and of any honest one. */
export const headerReadBytes = 64 * 1024

/**
 * Reads the beginning of a qcow2 file, before any program of QEMU's opens it: names in it may point at the host's own files.
 *
 * @throws NotQcow2
 */
export function readHeader(bytes: Buffer): Qcow2Header {
  if (bytes.length < 72 || bytes.readUInt32BE(0) !== magic) throw new NotQcow2('This is not a qcow2 image.')
  const version = bytes.readUInt32BE(4)
  if (version !== 2 && version !== 3) throw new NotQcow2(`Version ${version} of qcow2 is not known.`)
  if (version === 3 && bytes.length < headerBytes) throw new NotQcow2('The image is cut off.')
  const size = bytes.readBigUInt64BE(24)
  if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new NotQcow2('The image says that it is larger than any disk.')
  return {
    version,
    virtualSizeBytes: Number(size),
    backingFile: backingName(bytes),
    backingFormat: extension(bytes, version, backingFormatExtension),
    hasDataFile: version === 3 && (bytes.readBigUInt64BE(72) & dataFileFlag) !== 0n,
    encrypted: bytes.readUInt32BE(32) !== 0,
    snapshots: bytes.readUInt32BE(60),
  }
}

function backingName(bytes: Buffer): string | null {
  const offset = bytes.readBigUInt64BE(8)
  const length = bytes.readUInt32BE(16)
  if (offset === 0n) return null
  if (length > backingNameMaxBytes || offset + BigInt(length) > BigInt(bytes.length))
    throw new NotQcow2('The name of the backing file lies outside the header.')
  return bytes.toString('utf8', Number(offset), Number(offset) + length)
}

function extension(bytes: Buffer, version: number, wanted: number): string | null {
  let at = version === 2 ? 72 : bytes.readUInt32BE(100)
  while (at + 8 <= bytes.length) {
    const type = bytes.readUInt32BE(at)
    const length = bytes.readUInt32BE(at + 4)
    if (type === 0) return null
    if (at + 8 + length > bytes.length) throw new NotQcow2('An extension of the header is cut off.')
    if (type === wanted) return bytes.toString('utf8', at + 8, at + 8 + length)
    at += 8 + Math.ceil(length / 8) * 8
  }
  return null
}

/**
 * An empty qcow2 image, whole: header, one refcount table and block, and an empty map. 192 KiB and the map.
 *
 * Made here and not by `qemu-img`, which takes 30 ms, most of it for being started.
 */
export function emptyImage(of: {
  virtualSizeBytes: number
  backing: { file: string; format: 'qcow2' | 'raw' } | null
}): Buffer {
  const bytesPerMapEntry = clusterBytes * (clusterBytes / 8)
  const mapEntries = Math.max(1, Math.ceil(of.virtualSizeBytes / bytesPerMapEntry))
  const mapClusters = Math.ceil((mapEntries * 8) / clusterBytes)
  const clusters = 3 + mapClusters
  const image = Buffer.alloc(3 * clusterBytes + mapClusters * clusterBytes)
  image.writeUInt32BE(magic, 0)
  image.writeUInt32BE(3, 4)
  image.writeUInt32BE(clusterBits, 20)
  image.writeBigUInt64BE(BigInt(of.virtualSizeBytes), 24)
  image.writeUInt32BE(mapEntries, 36)
  image.writeBigUInt64BE(BigInt(3 * clusterBytes), 40)
  image.writeBigUInt64BE(BigInt(clusterBytes), 48)
  image.writeUInt32BE(1, 56)
  image.writeUInt32BE(4, 96) // Refcounts of 16 bits.
  image.writeUInt32BE(headerBytes, 100)
  if (of.backing !== null) writeBacking(image, of.backing)
  image.writeBigUInt64BE(BigInt(2 * clusterBytes), clusterBytes)
  for (let cluster = 0; cluster < clusters; cluster++) image.writeUInt16BE(1, 2 * clusterBytes + 2 * cluster)
  return image
}

function writeBacking(image: Buffer, { file, format }: { file: string; format: string }): void {
  const formatBytes = Buffer.from(format)
  image.writeUInt32BE(backingFormatExtension, headerBytes)
  image.writeUInt32BE(formatBytes.length, headerBytes + 4)
  formatBytes.copy(image, headerBytes + 8)
  const name = Buffer.from(file)
  if (name.length > backingNameMaxBytes) throw new Error('The name of the backing file is too long.')
  // Behind the extension and the one of type 0 that ends them.
  const at = headerBytes + 8 + Math.ceil(formatBytes.length / 8) * 8 + 8
  name.copy(image, at)
  image.writeBigUInt64BE(BigInt(at), 8)
  image.writeUInt32BE(name.length, 16)
}
