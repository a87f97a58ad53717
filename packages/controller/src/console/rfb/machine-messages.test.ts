import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encoding } from './encoding.ts'
import { MachineMessages } from './machine-messages.ts'
import { pseudoUpdate } from './write.ts'

const u16 = (...values: number[]) => values.flatMap(value => [value >> 8, value & 255])
const i32 = (value: number) => u16((value >> 16) & 0xffff, value & 0xffff)
const rectangle = (
  kind: number,
  [x, y, width, height]: readonly [number, number, number, number],
  payload: number[],
) => [...u16(x, y, width, height), ...i32(kind), ...payload]
const update = (...rectangles: number[][]) => [0, 0, ...u16(rectangles.length), ...rectangles.flat()]
const dots = (count: number) => Array.from({ length: count * 4 }, (_, at) => at & 255)

/** Two tiles: one raw, one of two colours with a coloured part. */
const hextile = rectangle(
  encoding.hextile,
  [0, 0, 17, 1],
  [1, ...dots(16), 2 | 4 | 8 | 16, ...dots(2), 1, ...dots(1), 0, 0],
)
const messages = {
  raw: update(rectangle(encoding.raw, [1, 2, 3, 2], dots(6)), rectangle(encoding.raw, [0, 0, 0, 0], [])),
  hextile: update(hextile),
  png: update(
    rectangle(encoding.tightPng, [0, 0, 2, 2], [0x80, 1, 2, 3]),
    rectangle(encoding.tightPng, [0, 0, 2, 2], [0xa0, 5, 1, 2, 3, 4, 5]),
    rectangle(encoding.tightPng, [0, 0, 2, 2], [0x90, 0x80 | 1, 2, ...new Array<number>(257).fill(7)]),
  ),
  bell: [2],
  text: [3, 0, 0, 0, ...i32(3), 97, 98, 99],
  nothing: update(),
  resize: [...pseudoUpdate(encoding.desktopSize, { width: 640, height: 480 })],
  cursor: update(rectangle(encoding.cursor, [1, 1, 9, 2], [...dots(18), 1, 2, 3, 4])),
}

/** What is told of bytes that come in pieces of a length. */
function read(bytes: number[], pieceBytes: number): string[] {
  const told: string[] = []
  let kind = ''
  let whole: number[] = []
  const reader = new MachineMessages(
    {
      begins: what => {
        kind = what
        whole = []
      },
      box: ({ x, y, width, height }) => void told.push(`box ${x},${y} ${width}x${height}`),
      bytes: piece => void whole.push(...piece),
      ends: () => void told.push(`${kind} ${Buffer.from(whole).toString('hex')}`),
      pseudo: (what, { width, height }, piece) =>
        void told.push(`pseudo ${what} ${width}x${height} ${piece.toString('hex')}`),
    },
    4,
  )
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.take(Buffer.from(bytes.slice(at, at + pieceBytes)))
  return told
}

const hex = (bytes: number[]) => Buffer.from(bytes).toString('hex')

test('the messages of a screen are found and go on as they are, however they are cut', () => {
  const stream = Object.values(messages).flat()
  const wanted = [
    ...['box 1,2 3x2', 'box 0,0 0x0', `update ${hex(messages.raw)}`],
    ...['box 0,0 17x1', `update ${hex(messages.hextile)}`],
    ...['box 0,0 2x2', 'box 0,0 2x2', 'box 0,0 2x2', `update ${hex(messages.png)}`],
    ...[`other ${hex(messages.bell)}`, `other ${hex(messages.text)}`, `update ${hex(messages.nothing)}`],
    ...[`pseudo -223 640x480 ${hex(messages.resize)}`, `pseudo -239 9x2 ${hex(messages.cursor)}`],
  ]
  for (let pieceBytes = 1; pieceBytes <= stream.length; pieceBytes += 1)
    assert.deepEqual(read(stream, pieceBytes), wanted, `in pieces of ${pieceBytes}`)
})

test('what is not known ends the reading rather than being guessed', () => {
  assert.throws(() => read([9], 1))
  assert.throws(() => read(update(rectangle(6, [0, 0, 1, 1], [])), 100))
  assert.throws(() => read(update(rectangle(encoding.tightPng, [0, 0, 1, 1], [0x00, 1])), 100))
  assert.throws(() => read([3, 0, 0, 0, ...i32(-1)], 100))
})
