import { problems } from '@paddock/model'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type RequestState, stateOf } from '../admission/state.ts'
import { writeAudit } from '../audit.ts'
import type { HttpNeeds } from '../needs.ts'
import { problemOf, sendProblem } from './problem-reply.ts'

// What could not be understood is no attempt at anything; what the caller may not do at all is refused before it is read.
const isAttempt = (state: RequestState, code: string): boolean =>
  state.understood || code === 'not-allowed' || code === 'not-in-person' || code === 'wrong-origin'

/** Answers a request that failed: problem details for the caller, the cause for the log, a record for the audit. */
export async function refuse(
  needs: HttpNeeds,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const problem = problemOf(error)
  const fields = { requestId: request.id, code: problem.code, err: problem.cause ?? problem }
  if (problem.fault === 'us') needs.log.error(fields, 'a request met a bug')
  else if (problem.fault === 'operator') needs.log.warn(fields, 'a request could not be served')
  const state = stateOf(request)
  if (state?.admitted && state.entry.audit !== null && isAttempt(state, problem.code)) {
    const { caller } = state.admitted.signedIn
    await needs.database
      .as(caller, tx =>
        writeAudit(tx, state.audit, {
          actor: caller,
          tenant: caller.tenant,
          subject: state.subject,
          outcome: problems[problem.code].fault === 'caller' ? 'refused' : 'failed',
          code: problem.code,
        }),
      )
      .catch(cause => needs.log.error({ requestId: request.id, err: cause }, 'a refusal could not be recorded'))
  }
  sendProblem(reply, problem)
}
