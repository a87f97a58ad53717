import type RFB from '@novnc/novnc'
import { type RefObject, useEffect } from 'react'
import { leaveConsole } from '../../console/ConsoleFrame.tsx'
import { keys } from './keys.ts'

/**
 * Ctrl, Alt and Shift together bring the keyboard out of the screen, which takes every other key: a page must not
 * hold the keyboard for ever (WCAG 2.2, 2.1.2 "No Keyboard Trap"). Guacamole has the same chord.
 */
export function useLeaveChord(screen: RefObject<RFB | null>): void {
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      const rfb = screen.current
      if (!rfb || !event.ctrlKey || !event.altKey || !event.shiftKey) return
      event.preventDefault()
      event.stopImmediatePropagation()
      // Their release will be heard by the bar, not by the guest.
      rfb.sendKey(keys.control.keysym, keys.control.code, false)
      rfb.sendKey(keys.alt.keysym, keys.alt.code, false)
      rfb.sendKey(keys.shift.keysym, keys.shift.code, false)
      rfb.blur()
      leaveConsole()
    }
    window.addEventListener('keydown', leave, { capture: true })
    return () => window.removeEventListener('keydown', leave, { capture: true })
  }, [screen])
}
