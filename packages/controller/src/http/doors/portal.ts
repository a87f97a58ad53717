import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuseUnknown } from '../problem/unknown-address.ts'

/** One file of the built portal, held in memory, and as a browser may have it smaller. */
export interface PortalFile {
  readonly type: string
  readonly body: Buffer
  readonly gzip?: Buffer | undefined
  readonly br?: Buffer | undefined
}

/** The built portal: files by their path from its root, such as `index.html`. */
export type Portal = ReadonlyMap<string, PortalFile>

/**
 * Serves the portal. Every address that is nobody else's is one of its pages, if a browser asks for a page.
 *
 * Files with a hash in their name never change; the rest is asked for anew each time.
 */
export function servePortal(server: FastifyInstance, portal: Portal): void {
  server.setNotFoundHandler((request, reply) => {
    const path = decodePath(request.url)
    const asked = path === null || path === '' ? 'index.html' : path
    const reads = request.method === 'GET' || request.method === 'HEAD'
    const file = reads && !asked.startsWith('v1/') ? (portal.get(asked) ?? pageFor(request, portal)) : undefined
    if (!file) return refuseUnknown(request, reply)
    const forEver = portal.has(asked) && asked.startsWith('assets/')
    reply.header('cache-control', forEver ? 'public, max-age=31536000, immutable' : 'no-cache')
    return sendFile(request, reply, file)
  })
}

function pageFor(request: FastifyRequest, portal: Portal): PortalFile | undefined {
  return (request.headers.accept ?? '').includes('text/html') ? portal.get('index.html') : undefined
}

function decodePath(url: string): string | null {
  try {
    return decodeURIComponent((url.split('?')[0] ?? '').slice(1))
  } catch {
    return null
  }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: PortalFile): FastifyReply {
  const accepted = request.headers['accept-encoding'] ?? ''
  const encoding = (['br', 'gzip'] as const).find(name => accepted.includes(name) && file[name] !== undefined)
  reply.header('content-type', file.type).header('vary', 'accept-encoding')
  if (encoding) reply.header('content-encoding', encoding)
  return reply.code(200).send(encoding ? file[encoding] : file.body)
}
