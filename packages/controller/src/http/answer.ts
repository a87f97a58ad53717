import { isDeepStrictEqual } from 'node:util'
import type { Endpoint } from '@paddock/api'
import type { FastifyReply } from 'fastify'

/** Sends what a handler answered, with the ETag of its revision. */
export function sendAnswer(reply: FastifyReply, entry: Endpoint, answer: unknown, check: boolean): FastifyReply {
  const { status, schema } = entry.answer
  reply.code(status).header('cache-control', 'no-store')
  if (schema === null) return reply.send()
  const text = JSON.stringify(answer)
  if (check) checkAnswer(entry, JSON.parse(text))
  if (entry.etag) setEtag(reply, answer)
  return reply.header('content-type', 'application/json; charset=utf-8').send(text)
}

/** Sends an answer that was kept for its Idempotency-Key, to the byte. */
export function sendKept(reply: FastifyReply, entry: Endpoint, kept: { status: number; body: string }): FastifyReply {
  if (entry.etag) setEtag(reply, JSON.parse(kept.body))
  return reply
    .code(kept.status)
    .header('cache-control', 'no-store')
    .header('idempotency-replayed', 'true')
    .header('content-type', 'application/json; charset=utf-8')
    .send(kept.body)
}

function setEtag(reply: FastifyReply, answer: unknown): void {
  if (typeof answer === 'object' && answer !== null && 'revision' in answer)
    reply.header('etag', `"${answer.revision}"`)
}

/** The contract holds for answers too: everything that it promises, and nothing else that might be none of the caller's business. */
function checkAnswer(entry: Endpoint, answer: unknown): void {
  const told = entry.answer.schema?.parse(answer)
  if (!isDeepStrictEqual(told, answer))
    throw new Error(`${entry.id} answers more than its schema says: ${JSON.stringify(answer).slice(0, 500)}`)
}
