import type { Endpoint } from '@paddock/api'
import type { Tx } from '@paddock/store'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { agentOf } from '../session/client.ts'
import { admit } from './admission/admit.ts'
import { notSignedIn } from './admission/caller.ts'
import { keepToken } from './admission/cookie.ts'
import { type RequestState, stateOf } from './admission/state.ts'
import { sendAnswer, sendKept } from './answer.ts'
import { type Changed, change, requestHash } from './change.ts'
import type { HttpNeeds } from './needs.ts'
import { readIdempotencyKey, readIfMatch } from './reading/headers.ts'
import { validate } from './reading/validate.ts'

/** A handler, whose types the entry of its endpoint vouches for. */
export type AnyHandler = (asked: object) => Promise<unknown>

/** Routes an endpoint that is answered with JSON. */
export function routeJson(server: FastifyInstance, needs: HttpNeeds, entry: Endpoint, handler: AnyHandler): void {
  server.route({
    method: entry.method,
    url: fastifyPath(entry.path),
    exposeHeadRoute: entry.method === 'GET',
    ...(entry.permission === 'anyone'
      ? { config: { rateLimit: { max: needs.settings.signInsPerMinute, timeWindow: 60_000 } } }
      : {}),
    onRequest: request => admit(needs, entry, request),
    handler: (request, reply) => answer(needs, entry, handler, request, reply),
  })
}

/** `/v1/labs/{lab}` as Fastify writes it. */
export const fastifyPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

async function answer(
  needs: HttpNeeds,
  entry: Endpoint,
  handler: AnyHandler,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const state = stateOf(request)
  if (!state) throw new Error(`${entry.id} was not admitted.`)
  const shape = readShape(entry, request)
  state.understood = true
  state.subject = firstSubject(entry, shape)
  const common = {
    ...shape,
    keepToken: (token: { value: string; expiresAt: Date } | null) => keepToken(reply, token, needs.settings),
  }
  if (entry.permission === 'anyone')
    return sendAnswer(
      reply,
      entry,
      await handler({ ...common, audit: state.audit, agent: agentOf(request.headers['user-agent']) }),
      needs.settings.checkAnswers,
    )
  const done: { kept: Changed<unknown>['kept'] } = { kept: null }
  const told = await handler({
    ...common,
    ...asked(needs, entry, state, shape, request, done),
    onGone: (listener: () => void) => void reply.raw.once('close', listener),
  })
  return done.kept ? sendKept(reply, entry, done.kept) : sendAnswer(reply, entry, told, needs.settings.checkAnswers)
}

interface Shape {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

const noBody = z.strictObject({})

function readShape(entry: Endpoint, request: FastifyRequest): Shape {
  const [params, query, body] = validate([
    { in: 'params', schema: entry.params, value: request.params },
    { in: 'query', schema: entry.query, value: request.query },
    // No body is an empty one: what is missing in it then has a name.
    ...(entry.method === 'GET'
      ? []
      : [{ in: 'body', schema: entry.body ?? noBody, value: request.body ?? {} } as const]),
  ])
  return { params, query, body: entry.body === null ? undefined : body }
}

/** Until a look-up says more, a request is about the last thing that its address names, or about what it wants to create. */
function firstSubject(entry: Endpoint, { params, body }: Shape): RequestState['subject'] {
  const kind = [...entry.path.matchAll(/\{(\w+)\}/g)].at(-1)?.[1]
  if (kind !== undefined) return { kind, id: String((params as Record<string, unknown>)[kind]), name: '' }
  const name = (body as { name?: unknown } | undefined)?.name
  return entry.audit !== null && typeof name === 'string'
    ? { kind: entry.audit.split('.')[0] ?? '', id: '', name }
    : null
}

function asked(
  needs: HttpNeeds,
  entry: Endpoint,
  state: RequestState,
  shape: Shape,
  request: FastifyRequest,
  done: { kept: Changed<unknown>['kept'] },
) {
  if (!state.admitted) throw notSignedIn()
  const { signedIn } = state.admitted
  const { caller } = signedIn
  const name = readIdempotencyKey(request.headers['idempotency-key'], entry.idempotency)
  return {
    caller,
    session: signedIn,
    revision: readIfMatch(request.headers['if-match'], entry.ifMatch),
    about: (subject: NonNullable<RequestState['subject']>) => {
      state.subject = subject
    },
    read: <T>(work: (tx: Tx) => Promise<T>) => needs.database.as(caller, work),
    async change<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      const changed = await change(
        {
          database: needs.database,
          caller,
          entry,
          audit: state.audit,
          key: name === null ? null : { name, requestHash: requestHash(entry, shape.params, shape.body) },
          subject: () => state.subject,
        },
        work,
      )
      done.kept = changed.kept
      return changed.answer
    },
  }
}
