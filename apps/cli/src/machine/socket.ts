import { once } from 'node:events'
import { PaddockProblem } from '@paddock/sdk'
import { WebSocket } from 'ws'
import type { Cli } from '../frame/cli.ts'
import { CliProblem } from '../frame/exit.ts'

/**
 * Opens a stream of bytes to a machine.
 *
 * It is paused, since what the machine said lately comes at once: resume it when somebody listens.
 *
 * @throws PaddockProblem what the installation refuses it with.
 */
export async function openSocket(cli: Cli, url: string): Promise<WebSocket> {
  const socket = new WebSocket(url, {
    headers: cli.paddock.authorization(),
    signal: cli.signal,
    handshakeTimeout: 15_000,
  })
  socket.binaryType = 'nodebuffer'
  socket.once('open', () => socket.pause())
  const refused = new Promise<never>((_, reject) => {
    socket.on('unexpected-response', (_request, response) => {
      const pieces: Buffer[] = []
      response.on('data', piece => pieces.push(piece))
      response.on('end', () => reject(refusalOf(Buffer.concat(pieces).toString(), response.statusCode ?? 0)))
    })
    socket.on('error', cause =>
      reject(new CliProblem('trouble', `The connection to ${new URL(url).host} failed: ${cause.message}.`)),
    )
  })
  await Promise.race([once(socket, 'open'), refused])
  // A later error is followed by `close`, which is where it is handled.
  refused.catch(() => undefined)
  return socket
}

/** Gives the closing handshake a moment, then ends the connection. */
export function hangUp(socket: WebSocket): void {
  if (socket.readyState === socket.CLOSED) return
  socket.close(1000)
  const timer = setTimeout(() => socket.terminate(), 500)
  socket.once('close', () => clearTimeout(timer))
}

function refusalOf(text: string, status: number): Error {
  try {
    const told = JSON.parse(text)
    if (typeof told?.code === 'string') return new PaddockProblem(told, { requestId: told.requestId })
  } catch {
    // It is not Paddock that answered.
  }
  return new CliProblem('trouble', `The address of the socket answered ${status}. Check what stands between.`)
}
