import { callerMayIn } from '@paddock/model'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WatchedSessions } from '../event/watched-session.ts'
import { admit } from '../http/admission/admit.ts'
import { endpointOf } from '../http/endpoint-of.ts'
import { fastifyPath } from '../http/json-endpoint.ts'
import { type ConsoleNeeds, type OpenedConsole, openConsole } from './admit-viewer.ts'
import { closeCode, relay } from './relay.ts'

/** Closing politely takes an answer of the other end; one that does not give it is cut off after so long. */
const closeGraceMs = 500

/** Routes the screens and serial ports of machines. */
export function routeConsoles(
  server: FastifyInstance,
  needs: ConsoleNeeds & { readonly watchedSessions: WatchedSessions },
): void {
  for (const [id, kind] of [
    ['vmScreen', 'screen'],
    ['vmSerial', 'serial'],
  ] as const) {
    const entry = endpointOf(id)
    const opened = new WeakMap<FastifyRequest, OpenedConsole>()
    server.route({
      method: 'GET',
      url: fastifyPath(entry.path),
      exposeHeadRoute: false,
      onRequest: request => admit(needs, entry, request),
      preHandler: async request => void opened.set(request, await openConsole(needs, { entry, kind, request })),
      // Only a WebSocket gets past the preHandler.
      handler: async () => {},
      wsHandler: (socket, request) => {
        const console = opened.get(request)
        if (!console) return socket.terminate()
        const close = (code: number, reason: string): void => {
          socket.close(code, reason)
          setTimeout(() => socket.terminate(), closeGraceMs).unref()
        }
        const release = needs.watchedSessions.watch(console.signedIn, {
          ended: () => close(closeCode.sessionEnded, 'The session is over.'),
          changed: ({ caller }) => {
            if (!callerMayIn(caller, console.project, 'console.use'))
              close(closeCode.sessionEnded, 'You may not watch this any more.')
          },
        })
        socket.once('close', release)
        relay(socket, console.stream)
      },
    })
  }
}
