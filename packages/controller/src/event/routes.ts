import type { LabEvent } from '@paddock/api'
import { callerMayIn, type LabId } from '@paddock/model'
import { labs } from '@paddock/store'
import type { FastifyInstance } from 'fastify'
import { admit } from '../http/admission/admit.ts'
import { notSignedIn } from '../http/admission/caller.ts'
import { stateOf } from '../http/admission/state.ts'
import { endpointOf } from '../http/endpoint-of.ts'
import { fastifyPath } from '../http/json-endpoint.ts'
import type { HttpNeeds } from '../http/needs.ts'
import { validate } from '../http/reading/validate.ts'
import type { EventHub } from './hub.ts'
import type { Viewer } from './scope.ts'
import { openEventStream } from './sse.ts'
import type { WatchedSessions } from './watched-session.ts'

export interface EventNeeds extends HttpNeeds {
  readonly hub: EventHub
  readonly watchedSessions: WatchedSessions
}

/** Routes the two event streams. */
export function routeEvents(server: FastifyInstance, needs: EventNeeds): void {
  const { hub, watchedSessions } = needs
  const everything = endpointOf('eventWatch')
  server.route({
    method: 'GET',
    url: everything.path,
    exposeHeadRoute: false,
    onRequest: request => admit(needs, everything, request),
    handler: async (request, reply) => {
      validate([{ in: 'query', schema: everything.query, value: request.query }])
      const signedIn = stateOf(request)?.admitted?.signedIn
      if (!signedIn) throw notSignedIn()
      const last = request.headers['last-event-id']
      const stream = openEventStream(reply)
      const viewer: Viewer = {
        caller: signedIn.caller,
        send: event => stream.send(hub.eventId(event.sequence), event),
      }
      stream.position(hub.eventId(hub.position))
      const stop = hub.watch(viewer, typeof last === 'string' ? last : undefined)
      const release = watchedSessions.watch(signedIn, {
        isUse: false,
        ended: stream.end,
        changed(now) {
          viewer.caller = now.caller
          // What may be seen has changed, in a way that no single event tells.
          viewer.send({ kind: 'reload', sequence: hub.position })
        },
      })
      stream.onClose(() => {
        stop()
        release()
      })
    },
  })

  const one = endpointOf('labWatch')
  server.route({
    method: 'GET',
    url: fastifyPath(one.path),
    exposeHeadRoute: false,
    onRequest: request => admit(needs, one, request),
    handler: async (request, reply) => {
      const [params] = validate([
        { in: 'params', schema: one.params, value: request.params },
        { in: 'query', schema: one.query, value: request.query },
      ])
      const { lab: id } = params as { lab: LabId }
      const signedIn = stateOf(request)?.admitted?.signedIn
      if (!signedIn) throw notSignedIn()
      const lab = await needs.database.as(signedIn.caller, tx => labs.one(tx, signedIn.caller, id, 'lab.view'))
      const stream = openEventStream(reply)
      let { caller } = signedIn
      const send = (event: LabEvent): void => {
        if (event.kind === 'console' && !callerMayIn(caller, lab.project_id, 'console.view')) return
        stream.send(hub.eventId(event.sequence), event)
        if (event.kind === 'lab-gone') stream.end()
      }
      const release = watchedSessions.watch(signedIn, {
        isUse: false,
        ended: stream.end,
        changed: now => {
          caller = now.caller
          if (!callerMayIn(caller, lab.project_id, 'lab.view')) stream.end()
        },
      })
      stream.onClose(release)
      try {
        stream.onClose(await hub.watchLab({ tenant: lab.tenant_id, lab: id, send }))
      } catch (cause) {
        needs.log.warn({ err: cause, requestId: request.id }, 'a lab could not be watched')
        stream.end()
      }
    },
  })
}
