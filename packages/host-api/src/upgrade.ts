import { type IncomingMessage, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Duplex } from 'node:stream'
import type { ClientOptions } from 'ws'

/** What a stream's connection becomes once its HTTP request is answered (RFC 9110, section 7.8): nothing but the stream's bytes. */
const protocol = 'paddock-stream'

export type LinkTls = Pick<ClientOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'>

/** Accepts a connection as a stream. The end of one end is the end of both. */
export function acceptStream(socket: Duplex, head: Buffer): Duplex {
  socket.allowHalfOpen = false
  // Whoever reads it sees its end.
  socket.on('error', () => {})
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`)
  if (head.length > 0) socket.unshift(head)
  return socket
}

export interface StreamDial {
  /** `ws+unix:/run/paddock/hosts.sock:` or `wss://controller.example:8443`, as for the link. */
  readonly controller: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly tls?: LinkTls
  readonly limitMs: number
}

/** Dials a stream. @throws Error when the controller refuses, or does not answer in time */
export function dialStream({ controller, path, headers, tls, limitMs }: StreamDial): Promise<Duplex> {
  const came = Promise.withResolvers<Duplex>()
  const socketPath = /^ws\+unix:(.*):$/.exec(controller)?.[1]
  const where = socketPath === undefined ? new URL(path, controller) : { socketPath, path }
  const secure = where instanceof URL && where.protocol === 'wss:'
  const target = where instanceof URL ? { host: where.hostname, port: where.port, path: where.pathname } : where
  const options = { ...target, headers: { ...headers, connection: 'Upgrade', upgrade: protocol }, agent: false }
  const asked = secure ? secureRequest({ ...options, ...tls }) : request(options)
  const timer = setTimeout(() => asked.destroy(new Error('The controller did not answer in time.')), limitMs)
  asked.once('upgrade', (_answer: IncomingMessage, socket: Duplex, head: Buffer) => {
    clearTimeout(timer)
    socket.on('error', () => {})
    if (head.length > 0) socket.unshift(head)
    came.resolve(socket)
  })
  asked.once('response', answer => asked.destroy(new Error(`The controller answered ${answer.statusCode}.`)))
  asked.once('error', cause => {
    clearTimeout(timer)
    came.reject(cause)
  })
  asked.end()
  return came.promise
}
