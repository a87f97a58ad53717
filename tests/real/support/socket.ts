import { WebSocket } from 'ws'
import type { Paddock } from './installation.ts'

/** A console that is open, with all that it said so far. */
export interface OpenConsole {
  readonly said: () => string
  readonly type: (text: string) => void
  readonly close: () => void
}

/** Opens a console's WebSocket as a client does, or resolves with the status that it was refused with. */
export function openConsole(paddock: Paddock, url: string): Promise<OpenConsole | number> {
  const socket = new WebSocket(url, { headers: paddock.authorization() })
  const pieces: Buffer[] = []
  socket.on('message', (data: Buffer) => pieces.push(data))
  return new Promise((resolve, reject) => {
    socket.once('open', () =>
      resolve({
        said: () => Buffer.concat(pieces).toString('latin1'),
        type: text => socket.send(Buffer.from(text)),
        close: () => socket.terminate(),
      }),
    )
    socket.once('unexpected-response', (request, response) => {
      resolve(response.statusCode ?? 0)
      request.destroy()
    })
    socket.on('error', reject)
  })
}
