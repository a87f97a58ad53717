import { Problem, problemCode } from '@paddock/model'
import { z } from 'zod'
import type { Log } from './log.ts'

/** A problem on its way across a link: its code and what its reader is told. The cause stays at the end where it happened. */
export const problemOnWire = z.object({ code: problemCode, message: z.string() })
export type ProblemOnWire = z.infer<typeof problemOnWire>

export function problemText(cause: unknown, log: Log): ProblemOnWire {
  if (cause instanceof Problem) return { code: cause.code, message: cause.message }
  log.error({ err: cause }, 'a call failed without a problem code')
  return { code: 'bug', message: 'The host made a mistake. Its log says more.' }
}

export function problemFrom(text: unknown): Problem {
  const { code, message } = problemOnWire.parse(text)
  return new Problem(code, message)
}
