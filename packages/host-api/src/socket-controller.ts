import { randomBytes } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type HostId, Problem, type RunId } from '@paddock/model'
import { type WebSocket, WebSocketServer } from 'ws'
import { type HostCall, hostResults, limitSecondsOf, type ResultOf, type StreamWanted } from './call.ts'
import { type KeepAlive, keepAlive, usualKeepAlive } from './keep-alive.ts'
import type { HostHello, HostLink, HostLinkEvents } from './link.ts'
import type { Log } from './log.ts'
import {
  type FromController,
  type FromHost,
  fromHost,
  linkPath,
  messageMaxBytes,
  streamPath,
  ticketHeader,
} from './message.ts'
import { nearLine } from './near-line.ts'
import { createPending } from './pending.ts'
import { problemFrom } from './problem-text.ts'
import { lineOver, type ScreenLine } from './screen-line.ts'
import { acceptStream } from './upgrade.ts'

export interface AcceptNeeds {
  /** The server that hosts dial. Its requests for other paths are left to others. */
  readonly server: Server
  readonly events: HostLinkEvents
  readonly log: Log
  readonly keepAlive?: KeepAlive
  /** The folder where hosts of this machine show the sockets of their screens. */
  readonly shownFolder?: string
}

/** Answers come in this time, or the host counts as unreachable for that question. */
const assignLimitMs = 30_000
const streamLimitMs = 10_000
const helloLimitMs = 5_000
/** QEMU takes a connection at once, or is stuck. */
const nearLimitMs = 2_000

/** Takes hosts in: one link per host, and a newer one closes the older, which may be dead without knowing. */
export function acceptHosts(needs: AcceptNeeds): { close(): void } {
  const { server, events, log } = needs
  const links = new WebSocketServer({ noServer: true, maxPayload: messageMaxBytes, perMessageDeflate: false })
  const byHost = new Map<HostId, HostLink>()
  const tickets = new Map<string, (stream: Duplex) => void>()

  const ticketDesk: TicketDesk = {
    issue(redeem) {
      const ticket = randomBytes(32).toString('hex')
      tickets.set(ticket, redeem)
      return { ticket, revoke: () => void tickets.delete(ticket) }
    },
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = new URL(request.url ?? '/', 'http://controller').pathname
    if (path === linkPath) links.handleUpgrade(request, socket, head, take)
    else if (path === streamPath) {
      const ticket = String(request.headers[ticketHeader] ?? '')
      const redeem = tickets.get(ticket)
      tickets.delete(ticket)
      if (redeem === undefined) refuse(socket, '403 Forbidden')
      else redeem(acceptStream(socket, head))
    } else if (server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found')
  }

  function take(socket: WebSocket): void {
    keepAlive(socket, needs.keepAlive ?? usualKeepAlive)
    const timer = setTimeout(() => socket.close(1008, 'no hello'), helloLimitMs)
    socket.on('error', cause => log.warn({ err: cause }, 'link of a host failed'))
    socket.once('message', data => {
      clearTimeout(timer)
      const message = readMessage(log, String(data))
      if (message?.type === 'hello') welcome(socket, message.hello)
      else socket.close(1008, 'expected a hello of contract 1')
    })
    socket.once('close', () => clearTimeout(timer))
  }

  function welcome(socket: WebSocket, hello: HostHello): void {
    byHost.get(hello.host)?.close()
    const link = linkOn({ socket, hello, log, ticketDesk, events, shownFolder: needs.shownFolder })
    byHost.set(hello.host, link)
    socket.once('close', () => {
      if (byHost.get(hello.host) === link) byHost.delete(hello.host)
    })
    events.joined(link)
    tell(socket, { type: 'welcome' })
  }

  server.on('upgrade', upgrade)
  return {
    close() {
      server.off('upgrade', upgrade)
      for (const link of [...byHost.values()]) link.close()
      for (const socket of links.clients) socket.terminate()
    },
  }
}

interface TicketDesk {
  issue(redeem: (stream: Duplex) => void): { readonly ticket: string; revoke(): void }
}

interface LinkParts {
  readonly socket: WebSocket
  readonly hello: HostHello
  readonly log: Log
  readonly ticketDesk: TicketDesk
  readonly events: HostLinkEvents
  readonly shownFolder: string | undefined
}

function linkOn({ socket, hello, log, ticketDesk, events, shownFolder }: LinkParts): HostLink {
  const pending = createPending()
  /** What ends the streams that are open. */
  const streams = new Set<() => void>()
  let open = true
  const gone = () => new Problem('host-unreachable', 'The host cannot be reached.')

  const link: HostLink = {
    hello,
    async assign(assignment) {
      await ask(assignLimitMs, id => ({ type: 'assign', id, assignment }))
    },
    async call<Call extends HostCall>(call: Call) {
      const answer = await ask(limitSecondsOf(call) * 1000, id => ({ type: 'call', id, call }))
      const result = hostResults[call.method].safeParse(answer)
      if (!result.success) throw new Problem('bug', 'The host answered a call without its result.')
      return result.data as ResultOf<Call>
    },
    openStream,
    openScreen,
    close() {
      end()
      socket.close(1000, 'closed by the controller')
    },
  }

  async function ask(limitMs: number, message: (id: number) => FromController) {
    if (!open) throw gone()
    return pending.ask(limitMs, id => tell(socket, message(id)))
  }

  async function openStream(wanted: StreamWanted): Promise<Duplex> {
    const came = Promise.withResolvers<Duplex>()
    const { ticket, revoke } = ticketDesk.issue(came.resolve)
    try {
      // The host answers after its connection stands, so once it has, ours is here or about to be.
      await ask(streamLimitMs, id => ({ type: 'open-stream', id, wanted, ticket }))
      const stream = await within(streamLimitMs, came.promise)
      const close = (): void => void stream.destroy()
      streams.add(close)
      stream.once('close', () => streams.delete(close))
      if (!open) throw gone()
      return stream
    } finally {
      revoke()
      if (!open) void came.promise.then(late => late.destroy())
    }
  }

  async function openScreen(run: RunId): Promise<ScreenLine> {
    const line = (await openNear(run)) ?? lineOver(await openStream({ kind: 'screen', run }))
    streams.add(line.close)
    line.onceEnded(() => streams.delete(line.close))
    if (open) return line
    line.close()
    throw gone()
  }

  /** The screen's own socket, where the host is on this machine and can show it. */
  async function openNear(run: RunId): Promise<ScreenLine | null> {
    if (shownFolder === undefined) return null
    const answer = await ask(streamLimitMs, id => ({ type: 'show-screen', id, run }))
    if (answer === null || !('shown' in answer) || answer.shown === null) return null
    return nearLine(join(shownFolder, answer.shown), nearLimitMs).catch(cause => {
      log.warn({ host: hello.host, err: cause }, 'a screen of this machine is fetched through its host')
      return null
    })
  }

  function end(): void {
    if (!open) return
    open = false
    pending.failAll(gone())
    for (const close of [...streams]) close()
    events.left(link)
  }

  function heard(message: FromHost): void {
    switch (message.type) {
      case 'report':
        if (message.report.host !== hello.host) refuseLink('reports for another host')
        else events.reported(link, message.report)
        return
      case 'done':
        pending.answer(message.id, message.result)
        return
      case 'shown':
        pending.answer(message.id, { shown: message.name })
        return
      case 'failed':
        pending.fail(message.id, problemFrom(message.problem))
        return
      case 'hello':
        refuseLink('said hello twice')
    }
  }

  function refuseLink(reason: string): void {
    log.error({ host: hello.host, reason }, 'link closed')
    socket.close(1008, reason)
  }

  socket.on('message', data => {
    if (!open) return
    const message = readMessage(log, String(data))
    if (message === null) refuseLink('not understood')
    else heard(message)
  })
  socket.once('close', end)
  return link
}

function readMessage(log: Log, text: string): FromHost | null {
  try {
    return fromHost.parse(JSON.parse(text))
  } catch (cause) {
    log.error({ err: cause }, 'message of a host not understood')
    return null
  }
}

function tell(socket: WebSocket, message: FromController): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Problem('host-unreachable', 'The stream did not come.')), ms)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
