import { Agent, request } from 'node:http'

/** A bare client over connections that stay: the measurement's own work should be small. */
export interface HttpClient {
  /** Sends one request and returns the answer's text. @throws Error for anything but success */
  ask(method: 'GET' | 'POST', path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<string>
  close(): void
}

export function httpClient(url: string, token: string, connections: number): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const { hostname, port } = new URL(url)
  const common = { authorization: `Bearer ${token}` }
  return {
    ask(method, path, body, headers = {}) {
      const text = body === undefined ? undefined : JSON.stringify(body)
      const own =
        text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
      return new Promise((resolve, reject) => {
        const sent = request(
          { agent, hostname, port, method, path, headers: { ...common, ...own, ...headers } },
          answer => {
            const parts: Buffer[] = []
            answer.on('data', part => parts.push(part))
            answer.on('error', reject)
            answer.on('end', () => {
              const told = Buffer.concat(parts).toString()
              if ((answer.statusCode ?? 500) < 300) resolve(told)
              else reject(new Error(`${method} ${path}: ${answer.statusCode} ${told}`))
            })
          },
        )
        sent.on('error', reject)
        sent.end(text)
      })
    },
    close: () => agent.destroy(),
  }
}
