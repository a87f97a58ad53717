import type { Log } from '@paddock/host-api'
import type { SessionId } from '@paddock/model'
import { type Database, type SignedIn, sessions } from '@paddock/store'
import type { Feed } from './feed.ts'

/** What is told of a session that something long is open for: an event stream, a console. */
export interface SessionListener {
  /** The session is over: signed out, expired, or its person may not sign in any more. */
  ended(): void
  /** Its person's roles have changed, or may have. */
  changed(signedIn: SignedIn): void
}

/** Watches over sessions, so that what is open for one ends with it. */
export interface WatchedSessions {
  /** Returns what ends the watch. */
  watch(signedIn: SignedIn, listener: SessionListener): () => void
  close(): void
}

// Longer ones overflow to 1 ms (Node.js documentation, `setTimeout`).
const longestTimerMs = 2 ** 31 - 1

export function watchedSessions(needs: {
  database: Database
  feed: Feed
  clock: () => Date
  log: Log
}): WatchedSessions {
  const { database, feed, clock, log } = needs
  const watched = new Map<SessionListener, SignedIn>()

  const end = (listener: SessionListener): void => {
    if (watched.delete(listener)) listener.ended()
  }
  const lookAgain = async (session: SessionId): Promise<void> => {
    const of = [...watched].filter(([, signedIn]) => signedIn.session === session)
    if (of.length === 0) return
    const now = await database.ofEveryone(tx => sessions.byId(tx, session, clock()))
    for (const [listener] of of) {
      if (now === null) end(listener)
      else if (watched.has(listener)) {
        watched.set(listener, now)
        listener.changed(now)
      }
    }
  }
  const lookAt = (which: (signedIn: SignedIn) => boolean): void => {
    const ids = new Set([...watched.values()].filter(which).map(signedIn => signedIn.session))
    for (const id of ids) lookAgain(id).catch(cause => log.warn({ err: cause }, 'a session could not be looked at'))
  }
  const unsubscribe = feed.subscribe({
    changed(change) {
      if (change.kind === 'session' && change.gone)
        for (const [listener, signedIn] of watched) if (signedIn.session === change.id) end(listener)
      if (change.kind === 'user') lookAt(signedIn => signedIn.caller.user === change.id)
    },
    gap: () => lookAt(() => true),
  })

  return {
    watch(signedIn, listener) {
      watched.set(listener, signedIn)
      const left = signedIn.expiresAt.getTime() - clock().getTime()
      const timer = setTimeout(() => end(listener), Math.min(Math.max(left, 0), longestTimerMs))
      return () => {
        clearTimeout(timer)
        watched.delete(listener)
      }
    },
    close() {
      unsubscribe()
      for (const listener of [...watched.keys()]) end(listener)
    },
  }
}
