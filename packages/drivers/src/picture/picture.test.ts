import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import { narrowTo } from './picture.ts'
import { pngOf } from './png.ts'
import { readPpm } from './ppm.ts'

const ppm = (width: number, height: number, dots: number[]) =>
  Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), Buffer.from(dots)])

test('what QEMU dumps is read, and what is cut short is not', () => {
  const whole = ppm(2, 1, [1, 2, 3, 4, 5, 6])
  const { width, height, dots } = readPpm(whole)
  assert.deepEqual([width, height, [...dots]], [2, 1, [1, 2, 3, 4, 5, 6]])
  assert.throws(() => readPpm(whole.subarray(0, -1)))
  assert.throws(() => readPpm(Buffer.from('P3\n1 1\n255\n1 2 3')))
  assert.throws(() => readPpm(Buffer.alloc(0)))
})

test('a wide picture is made narrower in proportion, each dot the mean of its own; a narrow one stays', () => {
  const wide = readPpm(ppm(4, 2, [0, 0, 0, 100, 0, 0, 8, 8, 8, 8, 8, 8, 0, 0, 0, 100, 0, 0, 8, 8, 8, 8, 8, 8]))
  const small = narrowTo(2, wide)
  assert.deepEqual([small.width, small.height, [...small.dots]], [2, 1, [50, 0, 0, 8, 8, 8]])
  assert.equal(narrowTo(4, wide), wide)
})

test('a picture is written as PNG that says its size and holds its dots', async () => {
  const png = await pngOf({ width: 1, height: 2, dots: Uint8Array.of(10, 20, 30, 15, 20, 25) })
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1, 2])
  const length = png.readUInt32BE(33)
  assert.equal(png.subarray(37, 41).toString(), 'IDAT')
  assert.deepEqual([...inflateSync(png.subarray(41, 41 + length))], [2, 10, 20, 30, 2, 5, 0, 251])
})
