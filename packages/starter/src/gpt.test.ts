import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import { partitionTable, reservedSectors } from './gpt.ts'

const sectors = 8 * 2048
const partitions = [
  { type: 'biosBoot', name: 'bios', firstSector: 2048, sectors: 2048 },
  { type: 'linuxRoot', name: 'root', firstSector: 4096, sectors: 8192 },
] as const

test('a partition table lies at both ends of the disk, each checked by its sums and naming the other', () => {
  const { start, end } = partitionTable(sectors, partitions)
  assert.equal(start.length, reservedSectors.start * 512)
  assert.equal(end.length, reservedSectors.end * 512)
  assert.equal(start.readUInt16LE(510), 0xaa55)
  assert.equal(start[450], 0xee)
  for (const [header, list, own, other] of [
    [start.subarray(512, 1024), start.subarray(1024), 1, sectors - 1],
    [end.subarray(-512), end.subarray(0, -512), sectors - 1, 1],
  ] as const) {
    assert.equal(header.toString('latin1', 0, 8), 'EFI PART')
    assert.equal(header.readBigUInt64LE(24), BigInt(own))
    assert.equal(header.readBigUInt64LE(32), BigInt(other))
    assert.equal(header.readUInt32LE(88), crc32(list))
    const summed = Buffer.from(header.subarray(0, 92))
    summed.writeUInt32LE(0, 16)
    assert.equal(header.readUInt32LE(16), crc32(summed))
  }
})

test('a partition is written with its type as firmware reads it, its ends and its name', () => {
  const { start } = partitionTable(sectors, partitions)
  const second = start.subarray(1024 + 128, 1024 + 256)
  assert.equal(second.subarray(0, 16).toString('hex'), 'e3bc684fcde8b14d96e7fbcaf984b709')
  assert.deepEqual([second.readBigUInt64LE(32), second.readBigUInt64LE(40)], [4096n, 4096n + 8191n])
  assert.equal(second.toString('utf16le', 56, 64), 'root')
})
