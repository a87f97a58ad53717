import { endpoints, openApi } from '@paddock/api'
import type { FastifyInstance } from 'fastify'
import type { TypeNeeds } from '../console/type.ts'
import { allHandlers } from '../handlers.ts'
import { openRoutes } from '../session/routes.ts'
import { type AnyHandler, routeJson } from './json-endpoint.ts'
import type { HttpNeeds } from './needs.ts'

/** Routes every endpoint that is answered with JSON, and the document that describes all of them. */
export function routeApi(server: FastifyInstance, needs: HttpNeeds & TypeNeeds): void {
  const handlers: Record<string, unknown> = { ...openRoutes(needs), ...allHandlers(needs) }
  for (const entry of endpoints)
    if (entry.sends === 'json') routeJson(server, needs, entry, handlers[entry.id] as AnyHandler)
  const document = JSON.stringify(openApi(endpoints))
  server.get('/v1/openapi.json', async (_, reply) =>
    reply.header('content-type', 'application/json; charset=utf-8').send(document),
  )
}
