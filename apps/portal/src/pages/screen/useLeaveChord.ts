import type RFB from '@novnc/novnc'
import { type RefObject, useEffect } from 'react'
import { keys } from './keys.ts'

/**
 * Ctrl, Alt and Shift together bring the keyboard out of the screen, which takes every other key: a page must not
 * hold the keyboard for ever (WCAG 2.2, 2.1.2 "No Keyboard Trap"). Guacamole has the same chord.
 */
export function useLeaveChord(screen: RefObject<RFB | null>, leave: () => void): void {
  useEffect(() => {
    const look = (event: KeyboardEvent) => {
      if (!event.ctrlKey || !event.altKey || !event.shiftKey) return
      event.preventDefault()
      event.stopImmediatePropagation()
      const rfb = screen.current
      // Their release will be heard by the bar, not by the guest.
      for (const { keysym, code } of [keys.control, keys.alt, keys.shift]) rfb?.sendKey(keysym, code, false)
      rfb?.blur()
      leave()
    }
    window.addEventListener('keydown', look, { capture: true })
    return () => window.removeEventListener('keydown', look, { capture: true })
  }, [screen, leave])
}
