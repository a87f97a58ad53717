import { createHash } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What a screen shows, as one word that is equal for equal pictures. The lower half is left out: a cursor blinks there.
 *
 * Speaks RFB as far as it has to. Source: RFC 6143.
 */
export async function textOf(screen: Duplex): Promise<string> {
  let have = Buffer.alloc(0)
  screen.on('data', chunk => {
    have = Buffer.concat([have, chunk as Buffer])
  })
  const take = async (bytes: number): Promise<Buffer> => {
    for (const until = Date.now() + 10_000; have.length < bytes; await sleep(5))
      if (Date.now() > until) throw new Error('The screen says nothing.')
    const taken = have.subarray(0, bytes)
    have = have.subarray(bytes)
    return taken
  }
  await take(12)
  screen.write('RFB 003.008\n')
  await take((await take(1)).readUInt8())
  screen.write(Buffer.of(1))
  await take(4)
  screen.write(Buffer.of(1))
  const head = await take(24)
  const [width, height] = [head.readUInt16BE(0), head.readUInt16BE(2)]
  await take(head.readUInt32BE(20))
  const ask = Buffer.alloc(10)
  ask[0] = 3
  ask.writeUInt16BE(width, 6)
  ask.writeUInt16BE(height, 8)
  screen.write(Buffer.concat([Buffer.of(2, 0, 0, 1, 0, 0, 0, 0), ask]))
  const picture = Buffer.alloc(width * height * 4)
  for (let left = width * height; left > 0; ) {
    const update = await take(4)
    if (update[0] !== 0) throw new Error('The screen says something else.')
    for (let rectangle = update.readUInt16BE(2); rectangle > 0; rectangle--) {
      const place = await take(12)
      const [from, top, wide, high] = [0, 2, 4, 6].map(at => place.readUInt16BE(at)) as [number, number, number, number]
      const pixels = await take(wide * high * 4)
      for (let row = 0; row < high; row++)
        pixels.copy(picture, ((top + row) * width + from) * 4, row * wide * 4, (row + 1) * wide * 4)
      left -= wide * high
    }
  }
  screen.destroy()
  const upper = picture.subarray(0, width * Math.floor(height / 2) * 4)
  if (upper.every(byte => byte === 0)) throw new Error('The screen is black.')
  return `${width}x${height} ${createHash('sha256').update(upper).digest('hex').slice(0, 16)}`
}
