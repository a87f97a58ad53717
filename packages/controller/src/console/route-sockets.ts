import { callerMayIn } from '@paddock/model'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import type { WatchedSessions } from '../event/watched-session.ts'
import { admit } from '../http/admission/admit.ts'
import { writeAudit } from '../http/audit.ts'
import { endpointOf } from '../http/endpoint-of.ts'
import { fastifyPath } from '../http/json-endpoint.ts'
import { type ConsoleNeeds, type OpenedConsole, openConsole } from './admit-viewer.ts'
import { keepAlive } from './keep-alive.ts'
import { relay } from './relay.ts'
import type { Viewer } from './room.ts'
import { ScreenViewer } from './screen-viewer.ts'

/** Closing politely takes an answer of the other end; one that does not give it is cut off after so long. */
const closeGraceMs = 500

/** Close codes (RFC 6455, section 7.4.1; 4000 and above are the application's own). */
export const closeCode = { normal: 1000, notUnderstood: 1002, sessionEnded: 4401 } as const

type SocketNeeds = ConsoleNeeds & { readonly watchedSessions: WatchedSessions }

/** Routes the screens and serial ports of machines. `settled` waits until every end is on record. */
export function routeConsoleSockets(server: FastifyInstance, needs: SocketNeeds): { settled(): Promise<void> } {
  const recording = new Set<Promise<void>>()
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
        watch(needs, console, socket)
        socket.once('close', () => {
          const recorded = recordEnd(needs, console).finally(() => recording.delete(recorded))
          recording.add(recorded)
        })
      },
    })
  }
  return { settled: async () => void (await Promise.all(recording)) }
}

/** Joins an accepted WebSocket to what it was opened for, for as long as its session and its rights last. */
function watch(needs: SocketNeeds, console: OpenedConsole, socket: WebSocket): void {
  const { consoles, watchedSessions, screens, clock } = needs
  const { opened, signedIn, project } = console
  const room = consoles.room(console.of)
  const close = (code: number, reason: string): void => {
    if (socket.readyState !== socket.OPEN) return
    // Longer ones do not fit into the frame (RFC 6455, section 5.5).
    socket.close(code, Buffer.from(reason).subarray(0, 120).toString())
    setTimeout(() => socket.terminate(), closeGraceMs).unref()
  }
  let letGo = (): void => {}
  const viewer: Viewer = {
    id: console.id,
    caller: signedIn.caller,
    kind: opened.kind,
    looksOnly: console.looksOnly,
    since: clock(),
    mayUse: () => callerMayIn(viewer.caller, project, 'console.use'),
    release: () => letGo(),
    close: why => close(closeCode.normal, why),
  }
  const former = room.viewer(viewer.id)
  if (former) {
    room.leave(former)
    former.close('It was opened again elsewhere.')
  }
  room.enter(viewer)
  const release = watchedSessions.watch(signedIn, {
    ended: () => close(closeCode.sessionEnded, 'The session is over.'),
    changed: ({ caller }) => {
      viewer.caller = caller
      if (!callerMayIn(caller, project, 'console.view'))
        close(closeCode.sessionEnded, 'You may not watch this any more.')
      room.rightsChanged()
    },
  })
  socket.once('close', () => {
    release()
    room.leave(viewer)
    consoles.tidy(room)
    opened.release()
  })
  keepAlive(socket)
  const drives = (): boolean => socket.readyState === socket.OPEN && room.drives(viewer)
  if (opened.kind === 'serial') {
    relay(socket, opened.stream, { drives, ended: () => close(closeCode.normal, 'The machine’s serial port ended.') })
    return
  }
  const screen = new ScreenViewer({
    socket,
    held: opened.held,
    openOther: picture => screens.hold(console.lit, picture),
    mayDrive: drives,
    ended: (why, fault) => close(fault === 'viewer' ? closeCode.notUnderstood : closeCode.normal, why),
  })
  letGo = () => screen.release()
}

/** The second record of a console, with the request id of the first: how long somebody watched is what lies between. */
async function recordEnd({ database, log }: SocketNeeds, { state, signedIn }: OpenedConsole): Promise<void> {
  const { caller } = signedIn
  const { audit, subject } = state
  await database
    .as(caller, tx =>
      writeAudit(
        tx,
        { ...audit, action: `${audit.action}-closed` },
        { actor: caller, tenant: caller.tenant, subject, outcome: 'done', code: null },
      ),
    )
    .catch(cause => log.error({ requestId: audit.requestId, err: cause }, 'the end of a console could not be recorded'))
}
