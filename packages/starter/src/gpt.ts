import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

export const sectorBytes = 512

/** Types of partitions. Source: UEFI specification, 5.3.3; the GNU GRUB manual, "BIOS installation"; Discoverable Partitions. */
export const partitionTypes = {
  biosBoot: '21686148-6449-6e6f-744e-656564454649',
  efiSystem: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  linuxRoot: '4f68bce3-e8cd-4db1-96e7-fbcaf984b709',
} as const

export interface Partition {
  readonly type: keyof typeof partitionTypes
  readonly name: string
  readonly firstSector: number
  readonly sectors: number
}

const entries = 128
const entryBytes = 128
const entrySectors = (entries * entryBytes) / sectorBytes

/** First sector that a partition may have, and how many at the end it may not: the table lies there twice. */
export const reservedSectors = { start: 2 + entrySectors, end: 1 + entrySectors } as const

/**
 * Writes a GUID partition table and the protective record before it.
 *
 * @returns what belongs at the start of the disk (from sector 0) and at its end (its last bytes).
 */
export function partitionTable(diskSectors: number, partitions: readonly Partition[]): { start: Buffer; end: Buffer } {
  const list = Buffer.alloc(entries * entryBytes)
  partitions.forEach((partition, at) => {
    const entry = list.subarray(at * entryBytes, (at + 1) * entryBytes)
    guid(partitionTypes[partition.type]).copy(entry, 0)
    randomGuid().copy(entry, 16)
    entry.writeBigUInt64LE(BigInt(partition.firstSector), 32)
    entry.writeBigUInt64LE(BigInt(partition.firstSector + partition.sectors - 1), 40)
    entry.write(partition.name, 56, 72, 'utf16le')
  })
  const disk = randomGuid()
  const last = diskSectors - 1
  const header = (own: number, other: number, listAt: number): Buffer => {
    const sector = Buffer.alloc(sectorBytes)
    sector.write('EFI PART', 0, 'latin1')
    sector.writeUInt32LE(0x00010000, 8)
    sector.writeUInt32LE(92, 12)
    sector.writeBigUInt64LE(BigInt(own), 24)
    sector.writeBigUInt64LE(BigInt(other), 32)
    sector.writeBigUInt64LE(BigInt(reservedSectors.start), 40)
    sector.writeBigUInt64LE(BigInt(last - reservedSectors.end), 48)
    disk.copy(sector, 56)
    sector.writeBigUInt64LE(BigInt(listAt), 72)
    sector.writeUInt32LE(entries, 80)
    sector.writeUInt32LE(entryBytes, 84)
    sector.writeUInt32LE(crc32(list), 88)
    sector.writeUInt32LE(crc32(sector.subarray(0, 92)), 16)
    return sector
  }
  return {
    start: Buffer.concat([protectiveRecord(diskSectors), header(1, last, 2), list]),
    end: Buffer.concat([list, header(last, 1, last - entrySectors)]),
  }
}

/** The old kind of table with one partition over the whole disk, so that old tools see no empty disk. UEFI specification, 5.2.3. */
function protectiveRecord(diskSectors: number): Buffer {
  const sector = Buffer.alloc(sectorBytes)
  // Some BIOSes start only from a disk with an active partition; the specification allows the flag to be ignored.
  sector.writeUInt8(0x80, 446)
  Buffer.from([0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff]).copy(sector, 447)
  sector.writeUInt32LE(1, 454)
  sector.writeUInt32LE(Math.min(diskSectors - 1, 0xffffffff), 458)
  sector.writeUInt16LE(0xaa55, 510)
  return sector
}

/** A GUID as it lies on the disk: its first three fields are little-endian. */
function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex')
  return Buffer.concat([
    bytes.subarray(0, 4).reverse(),
    bytes.subarray(4, 6).reverse(),
    bytes.subarray(6, 8).reverse(),
    bytes.subarray(8),
  ])
}

function randomGuid(): Buffer {
  const bytes = randomBytes(16)
  bytes[7] = ((bytes[7] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes
}
