import type { WebSocket } from 'ws'

export interface KeepAlive {
  readonly everyMs: number
  /** A peer that was not heard for so long is gone: a pulled cable sends no goodbye. */
  readonly deadAfterMs: number
}

export const usualKeepAlive: KeepAlive = { everyMs: 5_000, deadAfterMs: 15_000 }

/** Pings the peer, and breaks the connection off when nothing comes back for too long. Ends with the connection. */
export function keepAlive(socket: WebSocket, { everyMs, deadAfterMs }: KeepAlive): void {
  let heardAt = performance.now()
  const heard = () => {
    heardAt = performance.now()
  }
  socket.on('pong', heard)
  socket.on('ping', heard)
  socket.on('message', heard)
  const timer = setInterval(() => {
    if (performance.now() - heardAt > deadAfterMs) socket.terminate()
    else if (socket.readyState === socket.OPEN) socket.ping()
  }, everyMs)
  socket.once('close', () => clearInterval(timer))
}
