import type { LiveEvent } from '@paddock/api'
import { type Caller, callerMayIn, callerMaySomewhere } from '@paddock/model'
import type { LoadedEvent } from './load.ts'

/** One open event stream. */
export interface Viewer {
  caller: Caller
  send(event: LiveEvent): void
}

/** An event with its number, kept for whoever lost the connection for a moment. */
interface Kept extends LoadedEvent {
  readonly sequence: number
}

/** Most events that are kept for coming back. */
const keptEvents = 1_000

const sees = (caller: Caller, { permission, project }: LoadedEvent): boolean =>
  project === null ? callerMaySomewhere(caller, permission) : callerMayIn(caller, project, permission)

const numbered = ({ event, sequence }: Kept): LiveEvent => ({ ...event, sequence }) as LiveEvent

/** The event streams of one tenant, or of the operators. */
export class Scope {
  readonly viewers = new Set<Viewer>()
  readonly #kept: Kept[] = []
  /** Everything after this number is kept. */
  #since: number

  /** The first who watched: look-ups for all of them ask as somebody of this tenant. */
  readonly someone: Caller

  constructor(someone: Caller, sequence: number) {
    this.someone = someone
    this.#since = sequence
  }

  tell(events: readonly LoadedEvent[], next: () => number): void {
    for (const loaded of events) {
      const kept = { ...loaded, sequence: next() }
      this.#kept.push(kept)
      for (const viewer of this.viewers) if (sees(viewer.caller, kept)) viewer.send(numbered(kept))
    }
    while (this.#kept.length > keptEvents) this.#since = this.#kept.shift()?.sequence ?? this.#since
  }

  /** What was not heard: nothing that is kept leads over the gap. */
  forget(sequence: number): void {
    this.#kept.length = 0
    this.#since = sequence
  }

  /** Goes on behind an event. False when that is too long ago. */
  resume(viewer: Viewer, behind: number): boolean {
    if (behind < this.#since) return false
    for (const kept of this.#kept) if (kept.sequence > behind && sees(viewer.caller, kept)) viewer.send(numbered(kept))
    return true
  }
}
