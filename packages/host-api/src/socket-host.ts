import type { RunId } from '@paddock/model'
import { type ClientOptions, WebSocket } from 'ws'
import { joinStreams } from './join-streams.ts'
import { type KeepAlive, keepAlive, usualKeepAlive } from './keep-alive.ts'
import type { HostEnd } from './link.ts'
import type { Log } from './log.ts'
import {
  type FromController,
  type FromHost,
  fromController,
  linkPath,
  messageMaxBytes,
  streamPath,
  ticketHeader,
} from './message.ts'
import { newestOnly } from './newest-only.ts'
import { problemText } from './problem-text.ts'
import type { Report } from './report.ts'
import { showSocket } from './show-socket.ts'
import { dialStream, type LinkTls } from './upgrade.ts'

export interface DialNeeds {
  readonly host: HostEnd
  /** Where the controller is: `ws+unix:/run/paddock/hosts.sock:` or `wss://controller.example:8443`. */
  readonly controller: string
  /** Certificate, key and authority of mutual TLS. */
  readonly tls?: LinkTls
  /** The folder where the controller, when it is on this machine, looks for the sockets of screens. */
  readonly shownFolder?: string
  readonly log: Log
  readonly keepAlive?: KeepAlive
  readonly backOffMs?: { readonly first: number; readonly longest: number }
}

export interface Dialled {
  /** True while the controller has welcomed this host. */
  isJoined(): boolean
  close(): void
}

const dialLimitMs = 10_000

/** Dials a controller, and again whenever the link breaks, until it is closed. */
export function dialController(needs: DialNeeds): Dialled {
  const { host, log, backOffMs = { first: 200, longest: 10_000 } } = needs
  let closed = false
  let waitMs = backOffMs.first
  let timer: NodeJS.Timeout | undefined
  let socket: WebSocket | null = null
  let joined = false

  function dial(): void {
    const own = connect(needs, linkPath, { maxPayload: messageMaxBytes })
    socket = own
    let endReports = () => {}
    own.on('open', () => {
      keepAlive(own, needs.keepAlive ?? usualKeepAlive)
      say(own, { type: 'hello', hello: host.hello })
    })
    own.on('message', data => {
      const message = read(String(data))
      if (message === null) own.close(1008, 'not understood')
      else if (message.type === 'welcome') {
        joined = true
        waitMs = backOffMs.first
        log.info({ controller: needs.controller }, 'joined the controller')
        endReports()
        endReports = sendReports(host, own)
      } else void answer(needs, own, message)
    })
    own.on('error', cause => log.debug({ err: cause, controller: needs.controller }, 'link to the controller failed'))
    own.on('close', (code, reason) => {
      endReports()
      if (joined) log.warn({ code, reason: String(reason) }, 'left the controller')
      joined = false
      if (closed) return
      // Not all hosts at once: a controller that comes back has to take them all.
      timer = setTimeout(dial, waitMs * (0.5 + Math.random()))
      waitMs = Math.min(waitMs * 2, backOffMs.longest)
    })
  }

  function read(text: string): FromController | null {
    try {
      return fromController.parse(JSON.parse(text))
    } catch (cause) {
      log.error({ err: cause }, 'message of the controller not understood')
      return null
    }
  }

  dial()
  return {
    isJoined: () => joined,
    close() {
      closed = true
      clearTimeout(timer)
      socket?.close(1001, 'the host goes')
    },
  }
}

function sendReports(host: HostEnd, socket: WebSocket): () => void {
  const send = newestOnly<Report>(socket, report => JSON.stringify({ type: 'report', report } satisfies FromHost))
  send(host.report())
  return host.onReport(send)
}

async function answer(
  needs: DialNeeds,
  socket: WebSocket,
  message: Exclude<FromController, { type: 'welcome' }>,
): Promise<void> {
  const { id } = message
  try {
    say(socket, { id, ...(await act(needs, socket, message)) })
  } catch (cause) {
    say(socket, { type: 'failed', id, problem: problemText(cause, needs.log) })
  }
}

type Acted = Omit<Extract<FromHost, { type: 'done' }>, 'id'> | Omit<Extract<FromHost, { type: 'shown' }>, 'id'>
const done: Acted = { type: 'done', result: null }

async function act(
  needs: DialNeeds,
  socket: WebSocket,
  message: Exclude<FromController, { type: 'welcome' }>,
): Promise<Acted> {
  switch (message.type) {
    case 'assign':
      await needs.host.assign(message.assignment)
      return done
    case 'call':
      return { type: 'done', result: await needs.host.call(message.call) }
    case 'open-stream': {
      const stream = await needs.host.openStream(message.wanted)
      // It may break before it is joined; then so does what it is joined to.
      stream.on('error', () => {})
      const wire = await dialStream({
        controller: needs.controller,
        path: streamPath,
        headers: { [ticketHeader]: message.ticket },
        limitMs: dialLimitMs,
        ...(needs.tls ? { tls: needs.tls } : {}),
      }).catch(cause => {
        stream.destroy()
        throw cause
      })
      joinStreams(stream, wire)
      const cut = (): void => void wire.destroy()
      socket.once('close', cut)
      wire.once('close', () => socket.off('close', cut))
      if (socket.readyState !== socket.OPEN) cut()
      return done
    }
    case 'show-screen':
      return { type: 'shown', name: await shown(needs, message.run) }
  }
}

async function shown({ host, shownFolder, log }: DialNeeds, run: RunId): Promise<string | null> {
  const socket = shownFolder === undefined ? null : await host.screenSocket(run)
  if (shownFolder === undefined || socket === null) return null
  return showSocket(shownFolder, socket).catch(cause => {
    log.warn({ err: cause, run }, 'the socket of a screen could not be shown')
    return null
  })
}

function connect(needs: DialNeeds, path: string, options: ClientOptions): WebSocket {
  return new WebSocket(`${needs.controller}${path}`, {
    ...needs.tls,
    ...options,
    handshakeTimeout: dialLimitMs,
    // Reports and screens pass a Unix socket or a data centre's network: compressing them costs more than it saves.
    perMessageDeflate: false,
    // A mask of zeros: it protects proxies that mistake what a page sends for HTTP (RFC 6455, section 10.3), and here are
    // no pages and no such proxies. To mask a screen costs as much as to send it.
    generateMask: mask => void mask.fill(0),
  })
}

function say(socket: WebSocket, message: FromHost): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
}
