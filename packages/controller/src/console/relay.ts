import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createWebSocketStream, type WebSocket } from 'ws'

const aliveCheckMs = 30_000

/** Close codes (RFC 6455, section 7.4.1; 4000 and above are the application's own). */
export const closeCode = { normal: 1000, goingAway: 1001, sessionEnded: 4401 } as const

/**
 * Carries bytes between a viewer's WebSocket and a machine until either end is gone.
 *
 * Whoever reads slowly slows the other end down: nothing piles up in between.
 */
export function relay(socket: WebSocket, machine: Duplex): void {
  const viewer = createWebSocketStream(socket, { allowHalfOpen: false })
  const finish = (): void => {
    clearInterval(check)
    machine.destroy()
    if (socket.readyState === socket.OPEN) socket.close(closeCode.normal)
  }
  // An end that breaks is the end of both; that is all there is to say about it.
  void pipeline(viewer, machine)
    .catch(() => {})
    .finally(finish)
  void pipeline(machine, viewer)
    .catch(() => {})
    .finally(finish)
  let alive = true
  socket.on('pong', () => {
    alive = true
  })
  const check = setInterval(() => {
    if (!alive) return socket.terminate()
    alive = false
    socket.ping()
  }, aliveCheckMs)
}
