import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import type { Picture } from './picture.ts'

const deflated = promisify(deflate)

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** PNG's filter 2: each byte less the one above it, which suits screens (PNG specification, section 9.2). */
const filterUp = 2

/** Writes a picture as PNG: eight bits a colour, no palette (PNG specification, third edition). */
export async function pngOf({ width, height, dots }: Picture): Promise<Buffer> {
  const stride = width * 3
  const lines = Buffer.alloc((stride + 1) * height)
  for (let y = 0; y < height; y += 1) {
    const line = y * (stride + 1)
    lines[line] = filterUp
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x
      lines[line + 1 + x] = (dots[at] ?? 0) - (y === 0 ? 0 : (dots[at - stride] ?? 0))
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2], 8)
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', await deflated(lines)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
