import { useSyncExternalStore } from 'react'

/** A value of the whole page that parts of it share. */
export function shared<Value>(first: Value) {
  let value = first
  const listeners = new Set<() => void>()
  const get = (): Value => value
  return {
    get,
    set(next: Value): void {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    use: (): Value =>
      useSyncExternalStore(listener => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      }, get),
  }
}
