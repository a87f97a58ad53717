import type { Duplex } from 'node:stream'
import { createWebSocketStream, type WebSocket } from 'ws'

/**
 * The bytes of a WebSocket as a stream.
 *
 * `ws` ends only the readable side when the peer goes. Here a goodbye ends both sides, and a connection that broke destroys
 * the stream: nobody may wait at a console whose other end is gone.
 */
export function socketStream(socket: WebSocket): Duplex {
  const stream = createWebSocketStream(socket)
  socket.once('close', code => {
    // 1000: normal; 1005: a close without a code, which is what a stream's own end sends (RFC 6455, section 7.4.1).
    if (code === 1000 || code === 1005) stream.end()
    else stream.destroy()
  })
  return stream
}
