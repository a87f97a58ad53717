import type RFB from '@novnc/novnc'
import { type RefObject, useEffect, useEffectEvent } from 'react'
import { type Act, Gestures, longPressMilliseconds } from './gestures.ts'
import type { Zoom } from './useZoom.ts'

/** So far two fingers go for one step of the wheel. */
const scrollStepPixels = 30

/**
 * Fingers on the picture of a screen.
 *
 * noVNC has gestures of its own, which never move the picture; here it sees a mouse only.
 */
export function useTouch(rfb: RefObject<RFB | null>, zoom: Zoom): void {
  const act = useEffectEvent((what: Act) => {
    const canvas = zoom.frame.current?.querySelector('canvas')
    switch (what.do) {
      case 'pan':
        zoom.pan(what.by)
        return
      case 'zoom':
        zoom.zoomBy(what.by, what.about)
        return
      case 'scroll':
        canvas?.dispatchEvent(
          new WheelEvent('wheel', { ...clientOf(what.at), deltaY: what.by, cancelable: true, bubbles: true }),
        )
        return
      case 'press':
      case 'move':
      case 'release':
        if (canvas) point(canvas, what)
    }
  })
  const pannable = useEffectEvent(() => zoom.pannable())

  useEffect(() => {
    const place = zoom.frame.current
    if (!place) return
    const gestures = new Gestures()
    let resting: ReturnType<typeof setTimeout> | undefined
    let scrolled = 0
    const doAll = (acts: readonly Act[]) => {
      for (const each of acts) {
        if (each.do !== 'scroll') act(each)
        else {
          scrolled += each.by
          if (Math.abs(scrolled) < scrollStepPixels) continue
          act({ ...each, by: scrolled * 2 })
          scrolled = 0
        }
      }
    }
    const take = (event: TouchEvent) => {
      // Neither noVNC nor the browser is to make something of it as well.
      event.stopPropagation()
      if (event.cancelable) event.preventDefault()
      // A tap must not take the focus from the field that holds the on-screen keyboard.
      if (rfb.current) rfb.current.focusOnClick = false
      clearTimeout(resting)
      const fingers = Array.from(event.touches, ({ clientX, clientY }) => ({ x: clientX, y: clientY }))
      if (event.type === 'touchstart') {
        doAll(gestures.down(fingers, event.timeStamp))
        if (fingers.length === 1)
          resting = setTimeout(() => {
            const acts = gestures.rested()
            if (acts.length > 0) navigator.vibrate?.(10)
            doAll(acts)
          }, longPressMilliseconds)
      } else if (event.type === 'touchmove') {
        const acts = gestures.move(fingers, pannable())
        doAll(acts)
        // A finger that trembles still rests.
        if (acts.length === 0 && fingers.length === 1)
          resting = setTimeout(() => doAll(gestures.rested()), longPressMilliseconds)
      } else doAll(gestures.up(fingers.length, event.timeStamp))
    }
    const mouse = (event: PointerEvent) => {
      if (event.pointerType === 'mouse' && rfb.current) rfb.current.focusOnClick = true
    }
    const kinds = ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const
    for (const kind of kinds) place.addEventListener(kind, take, { capture: true, passive: false })
    place.addEventListener('pointerdown', mouse, { capture: true })
    return () => {
      clearTimeout(resting)
      for (const kind of kinds) place.removeEventListener(kind, take, { capture: true })
      place.removeEventListener('pointerdown', mouse, { capture: true })
    }
  }, [rfb, zoom.frame])
}

const clientOf = ({ x, y }: { x: number; y: number }) => ({ clientX: x, clientY: y })

/** The mouse's event that noVNC reads as this act. */
function point(canvas: HTMLCanvasElement, what: Extract<Act, { do: 'press' | 'move' | 'release' }>): void {
  const held = what.button === 'left' ? 1 : 2
  const button = what.button === 'left' ? 0 : 2
  const init = { ...clientOf(what.at), button, bubbles: true, cancelable: true }
  switch (what.do) {
    case 'press':
      canvas.dispatchEvent(new MouseEvent('mousemove', { ...clientOf(what.at), bubbles: true, cancelable: true }))
      canvas.dispatchEvent(new MouseEvent('mousedown', { ...init, buttons: held }))
      return
    case 'move':
      canvas.dispatchEvent(new MouseEvent('mousemove', { ...init, buttons: held }))
      return
    case 'release':
      // noVNC has captured the mouse since the press, and lets it go when the window hears of the release.
      window.dispatchEvent(new MouseEvent('mouseup', { ...init, buttons: 0 }))
  }
}
