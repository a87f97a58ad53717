import type { FastifyReply } from 'fastify'

/** One response that goes on: server-sent events (HTML standard, "Server-sent events"). */
export interface EventStream {
  send(id: string, data: object): void
  /** Says where the stream is, without an event. */
  position(id: string): void
  end(): void
  onClose(listener: () => void): void
}

const heartbeatMs = 15_000
/** A viewer that is so far behind is dropped: it comes back, and goes on or fetches anew. */
const mostUnreadBytes = 1024 * 1024

/** Takes a response over for events. */
export function openEventStream(reply: FastifyReply): EventStream {
  const kept = reply.getHeaders()
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(kept as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx gathers answers otherwise (ngx_http_proxy_module, proxy_buffering).
    'x-accel-buffering': 'no',
  })
  const listeners = new Set<() => void>()
  const write = (text: string): void => {
    if (raw.destroyed || raw.writableEnded) return
    raw.write(text)
    if (raw.writableLength > mostUnreadBytes) raw.destroy()
  }
  const heartbeat = setInterval(() => write(': alive\n\n'), heartbeatMs)
  raw.once('close', () => {
    clearInterval(heartbeat)
    for (const listener of listeners) listener()
  })
  return {
    send: (id, data) => write(`id: ${id}\ndata: ${JSON.stringify(data)}\n\n`),
    position: id => write(`id: ${id}\n\n`),
    end: () => void raw.end(),
    onClose: listener => void listeners.add(listener),
  }
}
