import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { type WebSocket, WebSocketServer } from 'ws'

export interface Asked {
  readonly line: string
  readonly body: unknown
  readonly headers: IncomingMessage['headers']
}

export type Answers = Readonly<Record<string, (asked: Asked, response: ServerResponse) => unknown>>

/** Stands in for an installation: answers lines such as `GET /v1/labs` as told, and remembers what it was asked. */
export async function installation(t: TestContext, answers: Answers, serial?: (socket: WebSocket) => void) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const piece of request) text += piece
    const line = `${request.method} ${request.url?.split('?')[0]}`
    const one = { line, body: text === '' ? null : JSON.parse(text), headers: request.headers }
    asked.push(one)
    const answer = answers[line]
    if (!answer) return send(response, refusal('not-found', 404, `There is no ${line}.`))
    const value = answer(one, response)
    if (!response.headersSent) send(response, value)
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    if (!serial) {
      socket.end(
        `HTTP/1.1 409 Conflict\r\nconnection: close\r\n\r\n${JSON.stringify(refusal('not-now', 409, 'It does not run.'))}`,
      )
      return
    }
    sockets.handleUpgrade(request, socket, head, serial)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets.clients) socket.terminate()
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

export const refusal = (code: string, status: number, detail: string, errors?: unknown) => ({
  type: `/problems/${code}`,
  title: code,
  status,
  detail,
  code,
  fault: 'caller',
  requestId: 'r-17',
  errors,
})

/** Sends a stream of server-sent events, one after the other. */
export function stream(response: ServerResponse, events: readonly unknown[]): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  for (const [at, event] of events.entries()) response.write(`id: ${at}\ndata: ${JSON.stringify(event)}\n\n`)
}

function send(response: ServerResponse, value: unknown): void {
  const status =
    typeof value === 'object' && value !== null && 'fault' in value
      ? Number((value as { status?: number }).status)
      : 200
  if (value === undefined) response.writeHead(204).end()
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
