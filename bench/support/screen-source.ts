import { createServer, type Socket } from 'node:net'

// A machine's screen that is as fast as whoever fetches it: an RFB server on a Unix socket (RFC 6143), raw pictures, no password.
// Run as a program of its own with the socket's path, so that it takes no time from what is measured.
//
// Each request that is not for the whole picture is answered at once with a whole picture after the key `p` was pressed; after `q`, with
// one tile once another key is pressed, whose number stands in its first dot.

/** Where the screen listens that the machines of a data folder have. */
export const screenIn = (data: string): string => `${data}/screen`

/** X11's numbers of the keys that change what is answered. */
export const keys = { pictures: 0x70, tiles: 0x71 } as const

export const width = 1024
export const height = 768
const bytesPerDot = 4
const tile = 16

const update = (side: { width: number; height: number }): Buffer => {
  const message = Buffer.alloc(16 + side.width * side.height * bytesPerDot, 0x55)
  message.fill(0, 0, 16)
  message.writeUInt16BE(1, 2)
  message.writeUInt16BE(side.width, 8)
  message.writeUInt16BE(side.height, 10)
  return message
}
export const pictureBytes = 16 + width * height * bytesPerDot
export const tileBytes = 16 + tile * tile * bytesPerDot
const picture = update({ width, height })

function serve(socket: Socket): void {
  let input = Buffer.alloc(0)
  let greeting = 3
  let requests = 0
  let pictures = false
  let key: number | null = null
  socket.on('error', () => {})
  socket.write('RFB 003.008\n')
  socket.on('data', chunk => {
    input = Buffer.concat([input, chunk as Buffer])
    while (take()) {}
    answer()
  })
  socket.on('drain', answer)

  function take(): boolean {
    if (greeting > 0) return greet()
    switch (input[0]) {
      case 0:
        return drop(20)
      case 2:
        return input.length >= 4 && drop(4 + 4 * input.readUInt16BE(2))
      case 3: {
        const whole = input[1] === 0
        if (!drop(10)) return false
        if (whole) socket.write(picture)
        else requests += 1
        return true
      }
      case 4: {
        const message = input
        if (!drop(8)) return false
        if (message[1] === 0) return true
        const pressed = message.readUInt32BE(4)
        if (pressed === keys.pictures || pressed === keys.tiles) pictures = pressed === keys.pictures
        else key = pressed
        return true
      }
      case 5:
        return drop(6)
      default:
        return false
    }
  }

  function greet(): boolean {
    if (!drop(greeting === 3 ? 12 : 1)) return false
    greeting -= 1
    if (greeting === 2) socket.write(Buffer.of(1, 1))
    if (greeting === 1) socket.write(Buffer.alloc(4))
    if (greeting === 0) {
      const head = Buffer.alloc(24)
      head.writeUInt16BE(width, 0)
      head.writeUInt16BE(height, 2)
      head.set([32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16], 4)
      socket.write(head)
    }
    return true
  }

  function drop(bytes: number): boolean {
    if (input.length < bytes) return false
    input = input.subarray(bytes)
    return true
  }

  function answer(): void {
    while (requests > 0 && !socket.writableNeedDrain) {
      if (pictures) socket.write(picture)
      else if (key !== null) {
        const message = update({ width: tile, height: tile })
        message.writeUInt32LE(key, 16)
        socket.write(message)
        key = null
      } else return
      requests -= 1
    }
  }
}

const [path] = process.argv.slice(2)
if (import.meta.main && path !== undefined) createServer(serve).listen(path)
