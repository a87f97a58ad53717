import type { Assignment, Log } from '@paddock/host-api'
import type { LayerId } from '@paddock/model'
import type { Clock } from './clock.ts'
import { perform } from './perform.ts'
import type { Drivers } from './ports.ts'
import type { Records } from './records.ts'
import { createRepeats } from './repeats.ts'
import type { Failure } from './seen.ts'
import { printOfStep, type Step, type Subject, subjectOf } from './step.ts'
import { backOffMs, troubleOf } from './trouble.ts'

export interface ActorNeeds {
  readonly drivers: Drivers
  readonly records: Records
  readonly clock: Clock
  readonly log: Log
  readonly bootId: string
  /** The newest assignment: what a step that takes long looks at again. */
  assignment(): Assignment | null
  /** A step is over or tells something new. Over: the driver's list has to be read again before the step counts as done. */
  changed(what: 'progress' | keyof Drivers): void
}

/** Steps of one kind that run at once. More would only get into each other's way: the kernel's locks, two processors. */
const mostAtOnce = 24

interface Flight {
  readonly step: Step
  over: boolean
  done: Promise<void>
}

/** So long a daemon that ends waits for what it is at. A guest's shutting down may take longer, and goes on without it. */
const farewellMs = 5_000

/**
 * Takes steps, each beside the others: one at a time per subject, long ones as well as short ones.
 *
 * A step that is over stays `busy` until the drivers' lists were read again: what they said before is older than its result.
 */
export function createActor(needs: ActorNeeds) {
  const flights = new Map<Subject, Flight[]>()
  const underWay = new Map<Step['do'], number>()
  const settled = new Map<Subject, string>()
  const failures = new Map<Subject, Failure>()
  const progress = new Map<LayerId, { step: string; fraction: number }>()
  const repeats = createRepeats(needs.clock)
  const abort = new AbortController()
  const performer = perform(needs, {
    signal: abort.signal,
    progress(layer, step, fraction) {
      progress.set(layer, { step, fraction })
      needs.changed('progress')
    },
  })

  function take(steps: readonly Step[]): void {
    for (const step of steps) if (step.do !== 'wait' && mayBegin(step)) begin(step)
  }

  function mayBegin(step: Step): boolean {
    if (abort.signal.aborted || repeats.tooSoon(step)) return false
    if ((underWay.get(step.do) ?? 0) >= mostAtOnce && step.do !== 'stop-machine') return false
    const before = flights.get(subjectOf(step)) ?? []
    // Power off overtakes whatever is under way for the machine: a graceful stop may take an hour, a start may hang.
    const isOff = (other: Step) => other.do === 'stop-machine' && other.how === 'off'
    return before.length === 0 || (isOff(step) && !before.some(flight => isOff(flight.step)))
  }

  function begin(step: Step): void {
    const subject = subjectOf(step)
    const flight: Flight = { step, over: false, done: Promise.resolve() }
    flights.set(subject, [...(flights.get(subject) ?? []), flight])
    count(step, 1)
    flight.done = fly(flight)
  }

  const count = (step: Step, by: 1 | -1) => underWay.set(step.do, (underWay.get(step.do) ?? 0) + by)

  async function fly(flight: Flight): Promise<void> {
    const { step } = flight
    const subject = subjectOf(step)
    const print = printOfStep(step)
    needs.log.debug({ step: step.do, subject }, 'step begins')
    try {
      await performer(step)
      failures.delete(subject)
      repeats.done(step)
      if (isUp(step)) settled.set(subject, print)
      else settled.delete(subject)
    } catch (cause) {
      if (!abort.signal.aborted) fail(step, cause)
    } finally {
      flight.over = true
      count(step, -1)
      if (step.do === 'make-layer') progress.delete(step.layer.layer)
      needs.changed(driverOf(step))
    }
  }

  function fail(step: Step, cause: unknown): void {
    const subject = subjectOf(step)
    const print = printOfStep(step)
    const former = failures.get(subject)
    const attempts = former?.print === print ? former.attempts + 1 : 1
    const retryAt = needs.clock.now().getTime() + backOffMs(step, attempts)
    failures.set(subject, { print, attempts, retryAt, trouble: troubleOf(step, cause) })
    settled.delete(subject)
    needs.log.error({ err: cause, step: step.do, subject, attempts }, 'step failed')
  }

  return {
    take,
    settled,
    failures,
    progress,
    busy: (): Map<Subject, Step> =>
      new Map([...flights].flatMap(([subject, all]) => (all.at(-1) ? [[subject, all.at(-1)?.step as Step]] : []))),
    /** Before the lists are read: which steps' results they will show. */
    over: (): Flight[] => [...flights.values()].flat().filter(flight => flight.over),
    /** After the lists were read. */
    shown(over: readonly Flight[]): void {
      for (const [subject, all] of flights) {
        const left = all.filter(flight => !over.includes(flight))
        if (left.length === 0) flights.delete(subject)
        else flights.set(subject, left)
      }
    },
    /** When the next step that had to wait may be tried again. */
    nextRetryAt(): number | null {
      const now = needs.clock.now().getTime()
      const moments = [...[...failures.values()].map(failure => failure.retryAt), ...repeats.moments()]
      const later = moments.filter(moment => moment > now)
      return later.length === 0 ? null : Math.min(...later)
    },
    /** Forgets what it knows of subjects that are gone. */
    keepOnly(known: (subject: Subject) => boolean): void {
      repeats.keepOnly(known)
      for (const map of [settled, failures]) for (const subject of map.keys()) if (!known(subject)) map.delete(subject)
    },
    /** Begins nothing more and breaks off what takes long. What is half done, the next daemon does again. */
    async close(): Promise<void> {
      abort.abort()
      const short = [...flights.values()].flat().filter(({ step }) => step.do !== 'stop-machine')
      const farewell = Promise.withResolvers<void>()
      const callOff = needs.clock.later(farewellMs, farewell.resolve)
      await Promise.race([Promise.all(short.map(({ done }) => done)), farewell.promise])
      callOff()
    },
  }
}

/** True when the step made something as it is wanted, so that it need not be done again. */
function isUp(step: Step): boolean {
  switch (step.do) {
    case 'make-layer':
    case 'seal-layer':
    case 'raise-fence':
    case 'make-volume':
    case 'start-machine':
    case 'update-machine':
      return true
    case 'merge-layer':
    case 'stop-machine':
    case 'end-machine':
    case 'forget-machine':
    case 'lower-fence':
    case 'remove-volume':
    case 'remove-layer':
    case 'remove-memory':
    case 'take-snapshot':
    case 'fail-snapshot':
    case 'forget-snapshot':
    case 'go-on':
    case 'wait':
      return false
  }
}

/** Whose list shows what the step did. */
export function driverOf(step: Step): keyof Drivers {
  switch (step.do) {
    case 'merge-layer':
      return step.layer.kind === 'memory' ? 'machines' : 'volumes'
    case 'make-layer':
    case 'seal-layer':
    case 'remove-layer':
    case 'make-volume':
    case 'remove-volume':
      return 'volumes'
    case 'raise-fence':
    case 'lower-fence':
      return 'networks'
    case 'start-machine':
    case 'update-machine':
    case 'stop-machine':
    case 'end-machine':
    case 'forget-machine':
    case 'remove-memory':
    case 'take-snapshot':
    case 'fail-snapshot':
    case 'forget-snapshot':
    case 'go-on':
    case 'wait':
      return 'machines'
  }
}
