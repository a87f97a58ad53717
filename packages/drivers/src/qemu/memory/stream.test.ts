import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { removeTree } from '@paddock/linux'
import { notCaptured, pageBytes, zeroPage } from './capture.ts'
import { readStream } from './stream.ts'

const u8 = (value: number) => Buffer.of(value)
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return bytes
}
const text = (value: string) => Buffer.concat([u8(value.length), Buffer.from(value)])
const id = 2
const end = Buffer.concat([u64(0x10), u8(0x7e), u32(id)])
const blocks = (...list: [string, number][]) =>
  Buffer.concat([
    u64(list.reduce((sum, [, bytes]) => sum + bytes, 0) | 0x04),
    ...list.flatMap(([name, bytes]) => [text(name), u64(bytes)]),
  ])
const page = (number: number, byte: number, block?: string) =>
  Buffer.concat([
    u64((number * pageBytes) | 0x08 | (block === undefined ? 0x20 : 0)),
    block === undefined ? Buffer.alloc(0) : text(block),
    Buffer.alloc(pageBytes, byte),
  ])
const zero = (number: number) => Buffer.concat([u64((number * pageBytes) | 0x02 | 0x20), u8(0)])
const head = Buffer.concat([u32(0x5145564d), u32(3)])
const start = Buffer.concat([u8(1), u32(id), text('ram'), u32(0), u32(4)])
const setUp = blocks(['ram0', 4 * pageBytes], ['pc.bios', pageBytes], ['0000:00:01.0/vga.vram', pageBytes])

async function read(t: TestContext, parts: readonly Buffer[]) {
  const folder = await mkdtemp(join(tmpdir(), 'pd-stream-'))
  t.after(() => removeTree(folder, tmpdir()))
  const file = join(folder, 'stream')
  writeFileSync(file, Buffer.concat(parts))
  const capture = await readStream(file)
  return { capture, whole: Buffer.concat(parts) }
}

const part = (...records: Buffer[]) => Buffer.concat([u8(2), u32(id), ...records, end])
const last = (...records: Buffer[]) => Buffer.concat([u8(3), u32(id), ...records, end])
const devices = Buffer.from('\x04whatever the devices say')

test('the newest content of each page is found, over several rounds, and what follows is the devices’', async t => {
  const { capture, whole } = await read(t, [
    ...[head, start, setUp, end],
    part(page(0, 1, 'ram0'), page(1, 2), zero(2)),
    // Another section goes on with the same block without naming it; blocks that are not kept are passed over.
    part(page(2, 3), page(0, 9, 'pc.bios'), page(0, 7, '0000:00:01.0/vga.vram')),
    last(page(0, 4, 'ram0'), zero(1)),
    devices,
  ])
  assert.deepEqual([...capture.blocks.keys()], ['ram0', 'vga.vram'])
  const ram = capture.blocks.get('ram0')?.at ?? assert.fail()
  const byte = (at: number) => whole[at]
  assert.equal(byte(ram[0] ?? 0), 4)
  assert.equal(ram[1], zeroPage)
  assert.equal(byte(ram[2] ?? 0), 3)
  assert.equal(ram[3], notCaptured)
  assert.equal(byte(capture.blocks.get('vga.vram')?.at[0] ?? 0), 7)
  assert.ok(capture.devices.equals(Buffer.concat([head, devices])))
})

const bad: [string, Buffer[]][] = [
  ['something else', [Buffer.from('not a stream of QEMU at all')]],
  ['a stream without an end', [head, start, setUp, end, part(page(0, 1, 'ram0')).subarray(0, 500)]],
  ['a page outside of its block', [head, start, setUp, end, last(page(4, 1, 'ram0'))]],
  ['a section that is not known', [head, u8(1), u32(7), text('block'), u32(0), u32(1)]],
  ['a record that is not known', [head, start, setUp, end, last(u64(0x40 | 0x20))]],
  ['a block without a size', [head, start, blocks(['ram0', 100]), end]],
]
for (const [what, parts] of bad)
  test(`refused as a stream: ${what}`, async t => {
    await assert.rejects(read(t, parts))
  })
