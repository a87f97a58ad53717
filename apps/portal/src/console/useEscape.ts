import { type RefObject, useEffect, useEffectEvent } from 'react'

/** Escape pressed in this part of the page, unless it closes a menu of it: Escape closes one thing. */
export function useEscape(part: RefObject<HTMLElement | null>, act: () => void): void {
  const look = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    if (part.current?.querySelector('[aria-expanded="true"]')) return
    act()
  })
  useEffect(() => {
    const element = part.current
    element?.addEventListener('keydown', look)
    return () => element?.removeEventListener('keydown', look)
  }, [part])
}
