import { setTimeout as pause } from 'node:timers/promises'
import { PaddockProblem } from '@paddock/sdk'

/** What a call is answered while something of an installation is on its way back. Anything else is an answer. */
const passing = new Set(['unreachable', 'not-available', 'host-unreachable'])

/** Makes a call as a client does who does not give up: again, as long as nobody is there to take it. */
export async function patiently<T>(call: () => Promise<T>, withinMs = 120_000): Promise<T> {
  for (const until = Date.now() + withinMs; ; await pause(100)) {
    try {
      return await call()
    } catch (problem) {
      if (!(problem instanceof PaddockProblem && passing.has(problem.code)) || Date.now() > until) throw problem
    }
  }
}

/** The same for what is there, or is not: undefined when it is not found. */
export const ifThere = <T>(call: () => Promise<T>): Promise<T | undefined> =>
  patiently(call).catch(problem => {
    if (problem instanceof PaddockProblem && problem.code === 'not-found') return undefined
    throw problem
  })
