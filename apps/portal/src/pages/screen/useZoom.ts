import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import type { Point } from './gestures.ts'

const closest = 4

export interface Zoom {
  /** What a screen is seen through; it scrolls when the screen is larger. */
  readonly frame: RefObject<HTMLDivElement | null>
  /** Guest dots as dots of the page, or as large as fits. */
  readonly scale: number | 'fit'
  /** How large the screen is drawn, in dots of the page; null: as large as fits. */
  readonly size: { readonly width: number; readonly height: number } | null
  readonly setScale: (scale: number | 'fit') => void
  readonly pannable: () => boolean
  readonly pan: (by: Point) => void
  readonly zoomBy: (factor: number, about: Point) => void
}

/** How large a screen is drawn: noVNC fits it into its element, and here that element gets its size. */
export function useZoom(): Zoom {
  const frame = useRef<HTMLDivElement>(null)
  const [scale, setScale] = useState<number | 'fit'>('fit')
  const [dots, setDots] = useState<{ width: number; height: number } | null>(null)
  // The place in the screen that stays under the fingers once the new size is laid out.
  const kept = useRef<{ about: Point; at: Point } | null>(null)

  useEffect(() => {
    const place = frame.current
    if (!place) return
    const look = () => {
      const canvas = place.querySelector('canvas')
      if (!canvas || canvas.width === 0) return
      const { width, height } = canvas
      setDots(old => (old?.width === width && old.height === height ? old : { width, height }))
    }
    const seen = new MutationObserver(look)
    seen.observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ['width', 'height'] })
    look()
    return () => seen.disconnect()
  }, [])

  const size = scale === 'fit' || dots === null ? null : { width: dots.width * scale, height: dots.height * scale }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once the new size is laid out
  useEffect(() => {
    const place = frame.current
    const canvas = place?.querySelector('canvas')
    if (!place || !canvas || kept.current === null) return
    const { about, at } = kept.current
    kept.current = null
    // noVNC fits the picture in the next frame (its `_handleResize`).
    requestAnimationFrame(() => {
      const now = canvas.getBoundingClientRect()
      place.scrollBy(now.left + at.x * now.width - about.x, now.top + at.y * now.height - about.y)
    })
  }, [scale])

  const pannable = useCallback(() => {
    const place = frame.current
    return place !== null && (place.scrollWidth > place.clientWidth + 1 || place.scrollHeight > place.clientHeight + 1)
  }, [])
  const pan = useCallback((by: Point) => frame.current?.scrollBy(-by.x, -by.y), [])
  const zoomBy = useCallback((factor: number, about: Point) => {
    const canvas = frame.current?.querySelector('canvas')
    if (!canvas || canvas.width === 0 || !frame.current) return
    const drawn = canvas.getBoundingClientRect()
    const fitting = Math.min(frame.current.clientWidth / canvas.width, frame.current.clientHeight / canvas.height)
    kept.current = { about, at: { x: (about.x - drawn.left) / drawn.width, y: (about.y - drawn.top) / drawn.height } }
    setScale(old => {
      const next = Math.min(closest, (old === 'fit' ? fitting : old) * factor)
      return next <= fitting ? 'fit' : next
    })
  }, [])

  return { frame, scale, size, setScale, pannable, pan, zoomBy }
}
