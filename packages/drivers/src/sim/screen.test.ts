import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '@paddock/host'
import { SimKeyboard } from './keyboard.ts'
import { height, width } from './picture.ts'
import { simScreen } from './screen.ts'

const request = (incremental: 0 | 1) => Buffer.from([3, incremental, 0, 0, 0, 0, width >> 8, width & 255, 0, height])

test('a simulated screen greets, names its machine and sends its picture in the format that is asked for (RFC 6143)', async () => {
  const clock = manualClock()
  const screen = simScreen({ clock, keyboard: new SimKeyboard(), title: () => 'web-1', isOn: () => true })
  let got = Buffer.alloc(0)
  screen.on('data', (chunk: Buffer) => {
    got = Buffer.concat([got, chunk])
  })
  const take = async () => {
    await clock.settle()
    const now = got
    got = Buffer.alloc(0)
    return now
  }
  assert.equal(String(await take()), 'RFB 003.008\n')
  // Byte by byte: a message may come in pieces.
  for (const byte of Buffer.from('RFB 003.008\n')) screen.write(Buffer.from([byte]))
  assert.deepEqual([...(await take())], [1, 1])
  screen.write(Buffer.from([1]))
  assert.deepEqual([...(await take())], [0, 0, 0, 0])
  screen.write(Buffer.from([1]))
  const init = await take()
  assert.deepEqual([init.readUInt16BE(0), init.readUInt16BE(2), String(init.subarray(24))], [width, height, 'web-1'])

  screen.write(request(0))
  assert.equal((await take()).length, 16 + width * height * 4)
  screen.write(request(1))
  assert.equal((await take()).length, 0, 'nothing changed yet')
  await clock.advance(2_000)
  assert.equal((await take()).length, 16 + width * height * 4, 'the picture moves each second')
  // SetPixelFormat: 16 bits, 5-6-5.
  screen.write(Buffer.from([0, 0, 0, 0, 16, 16, 0, 1, 0, 31, 0, 63, 0, 31, 11, 5, 0, 0, 0, 0]))
  screen.write(request(0))
  assert.equal((await take()).length, 16 + width * height * 2)
  // A key that is pressed shows at once.
  screen.write(request(1))
  assert.equal((await take()).length, 0)
  screen.write(Buffer.from([4, 1, 0, 0, 0, 0, 0, 0x61]))
  assert.equal((await take()).length, 16 + width * height * 2)
  screen.destroy()
})
