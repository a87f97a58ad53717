import { useFullscreenDocument, useLocalStorage, useMediaQuery } from '@mantine/hooks'
import { type RefObject, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'

/** So long the pointer rests at the upper edge before the bar comes: a guest has things up there as well. */
const comesAfterMilliseconds = 150
const goesAfterMilliseconds = 700
const edgePixels = 3

export interface Bar {
  readonly ref: RefObject<HTMLElement | null>
  /** It hides: the machine has the whole page, and the bar comes over it when it is called. */
  readonly hides: boolean
  readonly setHides: (hides: boolean) => void
  /** Whether a bar that hides is there now. */
  readonly shown: boolean
  readonly show: () => void
  readonly hide: () => void
  /** Brings the keyboard out of the machine and into the bar. */
  readonly leave: () => void
}

/** The slim bar above a console: it stands, or hides and comes back by pointer, key or touch. In full screen it hides. */
export function useBar(): Bar {
  const ref = useRef<HTMLElement>(null)
  const low = useMediaQuery('(max-height: 30em)') ?? false
  const { fullscreen } = useFullscreenDocument()
  const [wish, setWish] = useLocalStorage<'stands' | 'hides' | null>({ key: 'paddock.console-bar', defaultValue: null })
  const hides = fullscreen || (wish === null ? low : wish === 'hides')
  const [shown, setShown] = useState(false)
  const show = useCallback(() => setShown(true), [])
  const hide = useCallback(() => setShown(false), [])

  const leave = useCallback(() => {
    setShown(true)
    // Once it is there to take the focus.
    requestAnimationFrame(() => ref.current?.querySelector<HTMLElement>('a, button')?.focus())
  }, [])

  const needed = useEffectEvent(() => {
    const bar = ref.current
    return (
      bar !== null && (bar.contains(document.activeElement) || bar.querySelector('[aria-expanded="true"]') !== null)
    )
  })
  useEffect(() => {
    if (!hides) return
    let coming: ReturnType<typeof setTimeout> | undefined
    let going: ReturnType<typeof setTimeout> | undefined
    const look = (event: PointerEvent) => {
      if (event.pointerType === 'touch') return
      clearTimeout(coming)
      if (event.clientY <= edgePixels) coming = setTimeout(show, comesAfterMilliseconds)
      const inside = ref.current?.contains(event.target as Node) === true || event.clientY <= edgePixels
      clearTimeout(going)
      if (!inside)
        going = setTimeout(() => {
          if (!needed()) hide()
        }, goesAfterMilliseconds)
    }
    // Captured: noVNC keeps the pointer's events from going further up.
    window.addEventListener('pointermove', look, { capture: true })
    return () => {
      clearTimeout(coming)
      clearTimeout(going)
      window.removeEventListener('pointermove', look, { capture: true })
    }
  }, [hides, show, hide])

  return { ref, hides, setHides: next => setWish(next ? 'hides' : 'stands'), shown, show, hide, leave }
}
