import { callerMayIn, Problem, type ProjectId, type Stroke } from '@paddock/model'
import type { SignedIn } from '@paddock/store'
import type { WatchedSessions } from '../event/watched-session.ts'
import type { HostRegistry } from '../hosts/registry.ts'
import type { Consoles } from './consoles.ts'
import type { RoomOf } from './room.ts'
import { atHost, type Lit } from './where.ts'

/** So many strokes are given to the host at once: between two lots it can be stopped, and is told how far it is. */
const strokesAtOnce = 32

export interface TypeNeeds {
  readonly hosts: HostRegistry
  readonly consoles: Consoles
  readonly watchedSessions: WatchedSessions
}

interface Wish {
  readonly of: RoomOf
  readonly project: ProjectId
  readonly lit: Lit
  readonly session: SignedIn
  readonly strokes: readonly Stroke[]
  /** Calls back when nobody waits for the answer any more. */
  onGone(listener: () => void): void
}

/**
 * Types a text, stroke by stroke, until it is whole or somebody stops it.
 *
 * It stops by itself when the request is broken off, the session ends, the right to the console is lost, or somebody else takes over.
 *
 * @throws Problem `not-now` while another text is being typed, or somebody else alone drives
 */
export async function typeText(
  { hosts, consoles, watchedSessions }: TypeNeeds,
  { of, project, lit, session, strokes, onGone }: Wish,
): Promise<{ total: number; typed: number }> {
  const { caller } = session
  const room = consoles.room(of)
  let stopped = false
  const stop = (): void => {
    stopped = true
  }
  try {
    room.demandFree(caller)
    if (room.typing)
      throw new Problem('not-now', `${room.typing.by.name} is having a text typed. Wait for its end, or stop it.`)
    const typing = { by: caller, total: strokes.length, typed: 0, stop }
    room.setTyping(typing)
    onGone(stop)
    const release = watchedSessions.watch(session, {
      ended: stop,
      changed: now => {
        if (!callerMayIn(now.caller, project, 'console.use')) stop()
      },
    })
    try {
      for (let at = 0; at < strokes.length && !stopped; at += strokesAtOnce) {
        const lot = strokes.slice(at, at + strokesAtOnce).map(stroke => [...stroke])
        const { pressed } = await atHost(hosts, lit, host => host.call({ method: 'press', run: lit.run, strokes: lot }))
        room.typed(pressed)
        if (!room.freeFor(caller)) stop()
      }
    } finally {
      release()
      room.setTyping(null)
    }
    return { total: strokes.length, typed: typing.typed }
  } finally {
    consoles.tidy(room)
  }
}
