import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import websocket from '@fastify/websocket'
import { Problem } from '@paddock/model'
import fastify, { type FastifyInstance } from 'fastify'
import { stateOf } from './admission/state.ts'
import type { HttpNeeds } from './needs.ts'
import { refuse } from './problem/refuse.ts'
import { readJson } from './reading/json-body.ts'

/** Largest body. A lab's document with 60 machines and their user data fits. */
const bodyLimitBytes = 4 * 1024 * 1024

const day = 24 * 3600

/** A server with all that every address of it has in common, and no addresses yet. */
export async function makeServer(needs: HttpNeeds): Promise<FastifyInstance> {
  const { settings } = needs
  const server = fastify({
    genReqId: () => randomUUID(),
    bodyLimit: bodyLimitBytes,
    trustProxy: settings.trustedProxies.length > 0 ? [...settings.trustedProxies] : false,
    // A connection that idles does not keep the server from stopping.
    forceCloseConnections: true,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => void refuse(needs, error, request, reply),
  })
  server.setErrorHandler((error, request, reply) => refuse(needs, error, request, reply))
  server.addHook('onRequest', async (request, reply) => void reply.header('x-request-id', request.id))
  server.addHook('onResponse', async (request, reply) => {
    const { id, method, routeOptions } = request
    const user = stateOf(request)?.admitted?.signedIn.caller.user
    const told = { requestId: id, method, route: routeOptions.url ?? '?', status: reply.statusCode, user }
    needs.log.info({ ...told, ms: Math.round(reply.elapsedTime) }, 'request')
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_: unknown, body: Buffer) =>
    readJson(body),
  )
  await server.register(cookie)
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'style-src': ["'self'", "'unsafe-inline'"],
        'connect-src': ["'self'"],
        'frame-ancestors': ["'none'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'object-src': ["'none'"],
      },
    },
    strictTransportSecurity: settings.publicUrl?.startsWith('https:') === true ? { maxAge: 180 * day } : false,
  })
  await server.register(rateLimit, {
    max: settings.requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_, limit) =>
      new Problem('too-many-attempts', `Too many requests. Try again in ${Math.ceil(limit.ttl / 1000)} seconds.`),
  })
  await server.register(websocket, { options: { maxPayload: bodyLimitBytes } })
  return server
}
