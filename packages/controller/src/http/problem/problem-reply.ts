import type { ProblemDetails } from '@paddock/api'
import { Problem, problems } from '@paddock/model'
import type { FastifyReply } from 'fastify'
import { databaseProblem } from './database-problem.ts'

/** What went wrong, in words for the caller: whatever was thrown becomes a Problem with its cause inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  const known = error instanceof Error ? (fastifyProblem(error) ?? databaseProblem(error)) : null
  return (
    known ??
    new Problem('bug', 'Paddock made a mistake, and its log has the details. Give the request id to your operator.', {
      cause: error,
    })
  )
}

// Fastify's own refusals, by their codes (Fastify documentation, "Errors").
function fastifyProblem(error: Error): Problem | null {
  const code = 'code' in error ? error.code : undefined
  const status = 'statusCode' in error ? error.statusCode : undefined
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return new Problem('too-large', 'The request is larger than Paddock takes. Send less at once.')
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return new Problem('unsupported-media-type', 'Send the body as JSON, with Content-Type: application/json.')
  if (status === 400 || status === 414 || status === 431)
    return new Problem('invalid-input', 'The request could not be read.', { cause: error })
  return null
}

/** Shows a problem as problem details (RFC 9457). */
export function problemDetails(problem: Problem, requestId: string): ProblemDetails {
  return {
    type: `/problems/${problem.code}`,
    title: problems[problem.code].title,
    status: problem.status,
    detail: problem.message,
    code: problem.code,
    fault: problem.fault,
    requestId,
    ...(problem.fields.length > 0 ? { errors: problem.fields.map(field => ({ ...field })) } : {}),
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  if (problem.code === 'not-available') reply.header('retry-after', '1')
  if (problem.retryAfterSeconds !== null) reply.header('retry-after', String(problem.retryAfterSeconds))
  if (problem.code === 'not-signed-in') reply.header('www-authenticate', 'Bearer realm="paddock"')
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problemDetails(problem, reply.request.id)))
}
