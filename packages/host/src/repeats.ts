import type { Clock } from './clock.ts'
import { printOfStep, type Step, type Subject, subjectOf } from './step.ts'

interface Done {
  readonly key: string
  readonly times: number
  readonly at: number
}

const firstWaitMs = 250
const longestWaitMs = 60_000

/**
 * Keeps a step that succeeds and changes nothing from being taken in a tight circle: a driver whose list does not agree
 * with what it just did. Each time in a row it waits twice as long.
 */
export function createRepeats(clock: Clock) {
  const last = new Map<Subject, Done>()
  const keyOf = (step: Step) => `${step.do} ${printOfStep(step)}`
  const freeAt = (done: Done) => done.at + Math.min(firstWaitMs * 2 ** (done.times - 1), longestWaitMs)

  return {
    done(step: Step): void {
      const now = clock.now().getTime()
      const former = last.get(subjectOf(step))
      const again = former?.key === keyOf(step) && now - former.at < 2 * longestWaitMs
      last.set(subjectOf(step), { key: keyOf(step), times: again ? former.times + 1 : 1, at: now })
    },
    tooSoon(step: Step): boolean {
      const former = last.get(subjectOf(step))
      return former?.key === keyOf(step) && clock.now().getTime() < freeAt(former)
    },
    moments: (): number[] => [...last.values()].map(freeAt),
    keepOnly(known: (subject: Subject) => boolean): void {
      for (const subject of last.keys()) if (!known(subject)) last.delete(subject)
    },
  }
}
