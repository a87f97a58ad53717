import { useFullscreenDocument } from '@mantine/hooks'

/** What Chromium adds to `navigator`. Source: Keyboard Lock, WICG. */
interface KeyboardLock {
  lock(): Promise<void>
  unlock(): void
}

/** The whole display for the machine, and with it the keys that browser and desktop keep for themselves otherwise. */
export function useFullScreen(): { fullscreen: boolean; toggle: () => Promise<void> } {
  const { fullscreen, toggle } = useFullscreenDocument()
  return {
    fullscreen,
    toggle: async () => {
      const { keyboard } = navigator as Navigator & { readonly keyboard?: KeyboardLock }
      await toggle()
      if (fullscreen) keyboard?.unlock()
      // Refused where the page has no right to it: full screen goes without.
      else await keyboard?.lock().catch(() => undefined)
    },
  }
}
