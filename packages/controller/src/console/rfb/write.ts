import { encoding } from './encoding.ts'
import type { Box } from './machine-messages.ts'

/** SetPixelFormat (RFC 6143, section 7.5.1). */
export const setFormat = (format: Buffer): Buffer => Buffer.concat([Buffer.alloc(4), format])

/** SetEncodings, the most wanted first. */
export function setEncodings(encodings: readonly number[]): Buffer {
  const message = Buffer.alloc(4 + 4 * encodings.length)
  message[0] = 2
  message.writeUInt16BE(encodings.length, 2)
  for (const [at, one] of encodings.entries()) message.writeInt32BE(one, 4 + 4 * at)
  return message
}

/** FramebufferUpdateRequest. */
export function requestUpdate({ x, y, width, height }: Box, incremental: boolean): Buffer {
  const message = Buffer.alloc(10)
  message[0] = 3
  message[1] = incremental ? 1 : 0
  for (const [at, value] of [x, y, width, height].entries()) message.writeUInt16BE(value, 2 + 2 * at)
  return message
}

/** FramebufferUpdate without a picture, which says that the screen has this size, or that an extension is understood. */
export function pseudoUpdate(kind: number, { width, height }: { width: number; height: number }): Buffer {
  const message = Buffer.alloc(16)
  message.writeUInt16BE(1, 2)
  message.writeUInt16BE(width, 8)
  message.writeUInt16BE(height, 10)
  message.writeInt32BE(kind, 12)
  return message
}

export const resizeTo = (size: { width: number; height: number }): Buffer => pseudoUpdate(encoding.desktopSize, size)

/** ServerInit. */
export function serverInit({
  width,
  height,
  name,
  format,
}: {
  width: number
  height: number
  name: string
  format: Buffer
}): Buffer {
  const words = Buffer.from(name)
  const head = Buffer.alloc(4)
  head.writeUInt16BE(width, 0)
  head.writeUInt16BE(height, 2)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(words.length)
  return Buffer.concat([head, format, length, words])
}

/** The same key, let go. */
export function released(key: Buffer): Buffer {
  const message = Buffer.from(key)
  if (message[0] === 4) message[1] = 0
  else message.writeUInt16BE(0, 2)
  return message
}

/** The pointer at the same place, with no button pressed. */
export function unpressed(pointer: Buffer): Buffer {
  const message = Buffer.from(pointer)
  message[1] = 0
  return message
}
