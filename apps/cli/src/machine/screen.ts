import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createWebSocketStream, type WebSocket } from 'ws'
import type { Cli } from '../frame/cli.ts'
import { hangUp, openSocket } from './socket.ts'

/**
 * Offers a machine's screen at a port of this computer, for a VNC viewer, until Ctrl-C.
 *
 * Each viewer gets a connection of its own to the installation.
 */
export async function offerScreen(
  cli: Cli,
  url: string,
  { name, port }: { name: string; port: number },
): Promise<void> {
  // Asked once before anybody is told the port, so that a refusal is said here and not to the viewer.
  const trial = await openSocket(cli, url)
  trial.resume()
  hangUp(trial)
  const viewers = new Set<Socket>()
  const server = createServer(viewer => {
    viewers.add(viewer)
    viewer.on('close', () => viewers.delete(viewer))
    join(cli, url, viewer).catch(error => {
      cli.note(error instanceof Error ? error.message : String(error))
      viewer.destroy()
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  cli.line({ address }, () => `vnc://${address}`)
  cli.note(`The screen of ${name}, for a VNC viewer on this computer. Ctrl-C ends it.`)
  if (!cli.signal.aborted) await once(cli.signal, 'abort')
  server.close()
  for (const viewer of viewers) viewer.destroy()
}

async function join(cli: Cli, url: string, viewer: Socket): Promise<void> {
  const socket: WebSocket = await openSocket(cli, url)
  const stream = createWebSocketStream(socket)
  // The end of either side is the end of the other.
  stream.on('error', () => viewer.destroy())
  viewer.on('error', () => stream.destroy())
  viewer.on('close', () => stream.destroy())
  stream.pipe(viewer)
  viewer.pipe(stream)
  socket.resume()
}
