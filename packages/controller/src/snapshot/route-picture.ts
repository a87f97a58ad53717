import type { SnapshotId, VmId } from '@paddock/model'
import { snapshots } from '@paddock/store'
import type { FastifyInstance } from 'fastify'
import { admit } from '../http/admission/admit.ts'
import { notSignedIn } from '../http/admission/caller.ts'
import { stateOf } from '../http/admission/state.ts'
import { endpointOf } from '../http/endpoint-of.ts'
import { fastifyPath } from '../http/json-endpoint.ts'
import type { HttpNeeds } from '../http/needs.ts'
import { validate } from '../http/reading/validate.ts'

/** Routes the pictures of screens that snapshots keep. */
export function routeSnapshotPictures(server: FastifyInstance, needs: HttpNeeds): void {
  const entry = endpointOf('snapshotPicture')
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
      const { snapshot: id, vm } = params as { snapshot: SnapshotId; vm: VmId }
      const caller = stateOf(request)?.admitted?.signedIn.caller
      if (!caller) throw notSignedIn()
      const png = await needs.database.as(caller, async tx =>
        snapshots.picture(tx, await snapshots.one(tx, caller, id, 'console.view'), vm),
      )
      // It never changes. It is asked after all the same: whoever may not see it any more is not shown it.
      const etag = `"${id}-${vm}"`
      reply.header('cache-control', 'private, no-cache').header('etag', etag)
      if (request.headers['if-none-match'] === etag) return reply.code(304).send()
      return reply.header('content-type', 'image/png').send(png)
    },
  })
}
