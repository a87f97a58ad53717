import assert from 'node:assert/strict'
import { test } from 'node:test'
import { embedGrub } from './grub.ts'

test("GRUB's boot sector leads to its core, and the core to its own rest; the partition table stays", () => {
  const record = Buffer.alloc(512, 0x11)
  const { record: newRecord, core } = embedGrub(
    { boot: Buffer.alloc(512, 0x22), core: Buffer.alloc(1300, 0x33) },
    { record, coreSector: 2048 },
  )
  assert.equal(newRecord.readBigUInt64LE(0x5c), 2048n)
  assert.deepEqual([newRecord[0], newRecord[439], newRecord[440], newRecord[511]], [0x22, 0x22, 0x11, 0x11])
  assert.equal(core.length, 3 * 512)
  assert.equal(core.readBigUInt64LE(500), 2049n)
  assert.deepEqual([core.readUInt16LE(508), core.readUInt16LE(510)], [2, 0x820])
})
