import type { WebSocket } from 'ws'

/**
 * Sends the newest of something, and nothing newer until that one is on its way.
 *
 * A report is whole, so those that a slow link had no room for need never be sent.
 */
export function newestOnly<T>(socket: WebSocket, text: (value: T) => string): (value: T) => void {
  let waiting: { value: T } | null = null
  let sending = false
  function next(): void {
    if (waiting === null || socket.readyState !== socket.OPEN) return
    const { value } = waiting
    waiting = null
    sending = true
    socket.send(text(value), () => {
      sending = false
      next()
    })
  }
  return value => {
    waiting = { value }
    if (!sending) next()
  }
}
