import { useSyncExternalStore } from 'react'

/** `resting`: nothing on the page needs a stream. `lost`: it broke, and is being opened again. */
export type LiveState = 'resting' | 'connecting' | 'open' | 'lost'

let state: LiveState = 'resting'
const listeners = new Set<() => void>()

/** Tells the page how its event stream is. There is one stream at a time, so there is one such state. */
export function setLiveState(next: LiveState): void {
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}

export const liveState = (): LiveState => state

export const useLiveState = (): LiveState =>
  useSyncExternalStore(listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, liveState)
