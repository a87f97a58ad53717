import type { WebSocket } from 'ws'

const checkMs = 30_000

/** Cuts off a viewer that answers nothing: a cable that is pulled says no goodbye. */
export function keepAlive(socket: WebSocket): void {
  let alive = true
  socket.on('pong', () => {
    alive = true
  })
  const check = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, checkMs)
  socket.once('close', () => clearInterval(check))
}
