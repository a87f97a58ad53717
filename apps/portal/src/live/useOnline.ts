import { useSyncExternalStore } from 'react'

/** Whether the device says that it has a network. A stream that lost its own notices only after a while. */
export const useOnline = (): boolean =>
  useSyncExternalStore(
    listener => {
      addEventListener('online', listener)
      addEventListener('offline', listener)
      return () => {
        removeEventListener('online', listener)
        removeEventListener('offline', listener)
      }
    },
    () => navigator.onLine,
  )
