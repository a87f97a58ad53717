import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { lender } from './lender.ts'
import { lineOf, type ScreenLine, type TakePiece } from './screen-line.ts'

/**
 * Opens a screen by the name that its host has shown: its bytes pass no other process.
 *
 * @throws Error when nobody listens there any more, or nobody takes the connection in time
 */
export async function nearLine(path: string, limitMs: number): Promise<ScreenLine> {
  const memory = lender()
  let take: TakePiece | null = null
  const dial = (): Socket =>
    createConnection({
      path,
      onread: {
        buffer: memory.next,
        callback: length => {
          if (take === null) return false
          memory.lend(length, take)
          return true
        },
      },
    })
      // Nothing is read before somebody takes it.
      .pause()
  const until = Date.now() + limitMs
  for (;;) {
    const socket = dial()
    try {
      await once(socket, 'connect')
      return lineOf(socket, {
        read: next => {
          take = next
          socket.resume()
        },
      })
    } catch (cause) {
      socket.destroy()
      // The listener's queue is full (connect(2)).
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN') || Date.now() > until) throw cause
      await pause(5)
    }
  }
}
