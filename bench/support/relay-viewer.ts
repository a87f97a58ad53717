import { once } from 'node:events'
import { WebSocket } from 'ws'
import { height, keys, pictureBytes, tileBytes, width } from './screen-source.ts'

/** A viewer that looks at nothing: it counts what comes. */
export interface RelayViewer {
  /** Bytes of whole pictures in a second, over so many seconds. */
  bytesPerSecond(seconds: number): Promise<number>
  /** Presses a key and waits for the tile that shows it: milliseconds, so many times. */
  roundTrips(count: number): Promise<number[]>
  close(): void
}

/** So many pictures are asked for ahead, so that the line is never empty. */
const asked = 2

/** Opens a screen by whatever relays it, as a browser would. */
export async function relayViewer(url: string, headers: Readonly<Record<string, string>> = {}): Promise<RelayViewer> {
  const socket = new WebSocket(url, ['binary'], { headers, perMessageDeflate: false })
  socket.binaryType = 'nodebuffer'
  /** What came before somebody listened: a screen greets at once. */
  const early: Buffer[] = []
  let heard = (chunk: Buffer): void => void early.push(chunk)
  socket.on('message', (chunk: Buffer) => heard(chunk))
  await once(socket, 'open')

  /** Waits for so many bytes, and for nothing else. */
  const take = (bytes: number): Promise<Buffer> =>
    new Promise(resolve => {
      const pieces: Buffer[] = []
      let length = 0
      heard = chunk => {
        pieces.push(chunk)
        length += chunk.length
        if (length >= bytes) resolve(Buffer.concat(pieces))
      }
      for (const chunk of early.splice(0)) heard(chunk)
    })
  const say = async (bytes: Buffer, answerBytes: number): Promise<void> => {
    const answer = take(answerBytes)
    socket.send(bytes)
    await answer
  }
  const key = (down: number, number: number) => Buffer.from([4, down, 0, 0, 0, 0, 0, number])
  const request = (incremental: number) =>
    Buffer.from([3, incremental, 0, 0, 0, 0, width >> 8, width & 255, height >> 8, height & 255])

  await take(12)
  await say(Buffer.from('RFB 003.008\n'), 2)
  await say(Buffer.of(1), 4)
  await say(Buffer.of(1), 24)
  socket.send(Buffer.from([0, 0, 0, 0, 32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 0, 8, 16, 0, 0, 0]))
  // Tight PNG and raw: the hub fetches the screen once for all who take the first; the source sends the second.
  socket.send(Buffer.from([2, 0, 0, 2, 0xff, 0xff, 0xfe, 0xfc, 0, 0, 0, 0]))
  await say(request(0), pictureBytes)

  return {
    async bytesPerSecond(seconds) {
      let bytes = 0
      let next = pictureBytes
      const began = performance.now()
      const over = Promise.withResolvers<number>()
      heard = chunk => {
        bytes += chunk.length
        while (bytes >= next) {
          next += pictureBytes
          const took = performance.now() - began
          if (took < seconds * 1000) socket.send(request(1))
          else over.resolve((bytes / took) * 1000)
        }
      }
      socket.send(key(1, keys.pictures))
      for (let at = 0; at < asked; at += 1) socket.send(request(1))
      const rate = await over.promise
      // The last ones that were asked for, and an end to whole pictures.
      socket.send(key(1, keys.tiles))
      await settle()
      return rate
    },
    async roundTrips(count) {
      const took: number[] = []
      socket.send(request(1))
      for (let at = 0; at < count; at += 1) {
        const began = performance.now()
        const answer = take(tileBytes)
        socket.send(key(1, 0x61 + (at % 10)))
        await answer
        took.push(performance.now() - began)
        socket.send(request(1))
        await new Promise(resolve => setTimeout(resolve, 2))
      }
      return took
    },
    close: () => socket.terminate(),
  }

  /** Waits until nothing comes any more. */
  async function settle(): Promise<void> {
    let last = performance.now()
    heard = () => {
      last = performance.now()
    }
    while (performance.now() - last < 300) await new Promise(resolve => setTimeout(resolve, 50))
  }
}
