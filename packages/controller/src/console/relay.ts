import { type Duplex, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createWebSocketStream, type WebSocket } from 'ws'

/**
 * Carries bytes between a viewer's WebSocket and a machine until either end is gone; what the viewer sends, only while it drives.
 *
 * Whoever reads slowly slows the other end down: nothing piles up in between.
 */
export function relay(
  socket: WebSocket,
  machine: Duplex,
  { drives, ended }: { drives(): boolean; ended(): void },
): void {
  const viewer = createWebSocketStream(socket, { allowHalfOpen: false })
  const gate = new Transform({
    transform: (chunk: Buffer, _encoding, done) => (drives() ? done(null, chunk) : done()),
  })
  const finish = (): void => {
    machine.destroy()
    ended()
  }
  // An end that breaks is the end of both; that is all there is to say about it.
  void pipeline(viewer, gate, machine)
    .catch(() => {})
    .finally(finish)
  void pipeline(machine, viewer)
    .catch(() => {})
    .finally(finish)
}
