import type { Log } from '@paddock/host-api'
import type { SessionId } from '@paddock/model'
import { type Database, type SignedIn, sessions } from '@paddock/store'
import { noteUse } from '../http/admission/use.ts'
import type { Feed } from './feed.ts'

/** What is told of a session that something long is open for: an event stream, a console. */
export interface SessionListener {
  /** The session is over: signed out, ended, expired, or its person may not sign in any more. */
  ended(): void
  /** Its person's roles have changed, or may have. */
  changed(signedIn: SignedIn): void
  /** False: it is open whether or not anybody is there, so that it does not keep a session from ending unused. */
  readonly isUse?: false
}

/** Watches over sessions, so that what is open for one ends with it. */
export interface WatchedSessions {
  /** Returns what ends the watch. */
  watch(signedIn: SignedIn, listener: SessionListener): () => void
  close(): void
}

/** How often it is noted that what is open is a use. */
const useNotedMs = 60_000

// Longer ones overflow to 1 ms (Node.js documentation, `setTimeout`).
const longestTimerMs = 2 ** 31 - 1

interface Watched {
  signedIn: SignedIn
  timer: NodeJS.Timeout
}

export function watchedSessions(needs: {
  database: Database
  feed: Feed
  clock: () => Date
  log: Log
}): WatchedSessions {
  const { database, feed, clock, log } = needs
  const watched = new Map<SessionListener, Watched>()

  const end = (listener: SessionListener): void => {
    clearTimeout(watched.get(listener)?.timer)
    if (watched.delete(listener)) listener.ended()
  }
  const lookAgain = async (session: SessionId): Promise<void> => {
    const of = [...watched].filter(([, { signedIn }]) => signedIn.session === session)
    if (of.length === 0) return
    const now = await database.ofEveryone(tx => sessions.byId(tx, session, clock()))
    for (const [listener, mine] of of) {
      if (now === null) end(listener)
      else if (watched.has(listener)) {
        mine.signedIn = now
        setAlarm(mine)
        listener.changed(now)
      }
    }
  }
  const lookAt = (which: (signedIn: SignedIn) => boolean): void => {
    const ids = new Set([...watched.values()].filter(one => which(one.signedIn)).map(one => one.signedIn.session))
    for (const id of ids) lookAgain(id).catch(cause => log.warn({ err: cause }, 'a session could not be looked at'))
  }
  /** Looks again when the session would end unused: by then it may have been used. */
  const setAlarm = (mine: Watched): void => {
    clearTimeout(mine.timer)
    mine.timer = alarm(mine.signedIn)
  }
  const alarm = (signedIn: SignedIn): NodeJS.Timeout => {
    const left = signedIn.expiresAt.getTime() - clock().getTime()
    return setTimeout(
      () => lookAt(other => other.session === signedIn.session),
      Math.min(Math.max(left, 0) + 1, longestTimerMs),
    )
  }
  const noteUses = setInterval(() => {
    const used = new Map(
      [...watched].filter(([{ isUse }]) => isUse !== false).map(([, { signedIn }]) => [signedIn.session, signedIn]),
    )
    for (const signedIn of used.values()) noteUse(needs, signedIn, null)
  }, useNotedMs)
  noteUses.unref()
  const unsubscribe = feed.subscribe({
    changed(change) {
      if (change.kind === 'session' && change.gone)
        for (const [listener, { signedIn }] of watched) if (signedIn.session === change.id) end(listener)
      if (change.kind === 'user') lookAt(({ caller }) => caller.user === change.id)
      if (change.kind === 'door') lookAt(({ caller }) => caller.tenant === change.id)
    },
    gap: () => lookAt(() => true),
  })

  return {
    watch(signedIn, listener) {
      watched.set(listener, { signedIn, timer: alarm(signedIn) })
      return () => {
        clearTimeout(watched.get(listener)?.timer)
        watched.delete(listener)
      }
    },
    close() {
      unsubscribe()
      clearInterval(noteUses)
      for (const listener of [...watched.keys()]) end(listener)
    },
  }
}
