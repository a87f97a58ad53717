import type { VmId } from '@paddock/model'
import { type PointerEvent, useRef, useState } from 'react'
import type { Point } from './plan.ts'

/** So far the pointer moves before a press is a drag and no click any more. */
const thresholdPixels = 6

interface Drag {
  readonly vm: VmId
  readonly by: Point
}

/**
 * Lets machines be dragged by mouse or pen. A finger scrolls the page instead.
 *
 * `drop` is told how far the machine was moved, in the measure of the picture.
 */
export function useDrag(scale: number, drop: (vm: VmId, by: Point) => void) {
  const [drag, setDrag] = useState<Drag | null>(null)
  const from = useRef<{ vm: VmId; x: number; y: number } | null>(null)
  const wasDragged = useRef(false)

  const movedBy = (event: PointerEvent, begin: Point): Point => ({
    x: (event.clientX - begin.x) / scale,
    y: (event.clientY - begin.y) / scale,
  })
  return {
    drag,
    /** True for the click that ends a drag. */
    takeClick(): boolean {
      const dragged = wasDragged.current
      wasDragged.current = false
      return !dragged
    },
    handlers: (vm: VmId) => ({
      onPointerDown(event: PointerEvent<HTMLElement>) {
        wasDragged.current = false
        if (event.button !== 0 || event.pointerType === 'touch') return
        from.current = { vm, x: event.clientX, y: event.clientY }
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const begin = from.current
        if (begin === null || begin.vm !== vm) return
        const by = movedBy(event, begin)
        if (!wasDragged.current && Math.hypot(by.x, by.y) * scale < thresholdPixels) return
        if (!wasDragged.current) event.currentTarget.setPointerCapture(event.pointerId)
        wasDragged.current = true
        setDrag({ vm, by })
      },
      onPointerUp(event: PointerEvent<HTMLElement>) {
        const begin = from.current
        from.current = null
        setDrag(null)
        if (begin !== null && wasDragged.current) drop(vm, movedBy(event, begin))
      },
      onPointerCancel() {
        from.current = null
        setDrag(null)
      },
      // The browser's own dragging of links and pictures would take the pointer away.
      onDragStart: (event: { preventDefault(): void }) => event.preventDefault(),
    }),
  }
}
