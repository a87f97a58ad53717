import type { VmId } from '@paddock/model'
import { vms } from '@paddock/store'
import type { FastifyInstance } from 'fastify'
import { admit } from '../http/admission/admit.ts'
import { notSignedIn } from '../http/admission/caller.ts'
import { stateOf } from '../http/admission/state.ts'
import { endpointOf } from '../http/endpoint-of.ts'
import { fastifyPath } from '../http/json-endpoint.ts'
import type { HttpNeeds } from '../http/needs.ts'
import { validate } from '../http/reading/validate.ts'
import type { Thumbnails } from './thumbnails.ts'
import { demandLit } from './where.ts'

/** Routes the small pictures of screens. */
export function routeThumbnails(server: FastifyInstance, needs: HttpNeeds & { readonly thumbnails: Thumbnails }): void {
  const entry = endpointOf('vmThumbnail')
  server.route({
    method: 'GET',
    url: fastifyPath(entry.path),
    exposeHeadRoute: false,
    onRequest: request => admit(needs, entry, request),
    handler: async (request, reply) => {
      const [params] = validate([
        { in: 'params', schema: entry.params, value: request.params },
        { in: 'query', schema: entry.query, value: request.query },
      ])
      const { vm: id } = params as { vm: VmId }
      const caller = stateOf(request)?.admitted?.signedIn.caller
      if (!caller) throw notSignedIn()
      const lit = await needs.database.as(caller, async tx =>
        demandLit(tx, await vms.one(tx, caller, id, 'console.view')),
      )
      const { png, etag } = await needs.thumbnails.of(lit)
      // Kept by the browser and by nobody on the way, and asked after each time.
      reply.header('cache-control', 'private, no-cache').header('etag', etag)
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.header('content-type', 'image/png').send(png)
    },
  })
}
