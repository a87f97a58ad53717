import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** More rows than this are drawn only where they are seen. */
const allAtMost = 200

type RowsProps = {
  count: number
  /** How high a row is before it is measured, in pixels. */
  height: number
  as?: 'div' | 'tbody'
  className?: string | undefined
  /** Draws one row; `measure` goes on its element, with `data-index`. */
  row: (at: number, measure: (element: Element | null) => void) => ReactNode
}

/** Rows of a list that scrolls with the page: all of them, or from 200 on those that are seen. */
export function Rows({ count, height, as: Body = 'div', className, row }: RowsProps) {
  return count > allAtMost ? (
    <SeenRows count={count} height={height} row={row} className={className} as={Body} />
  ) : (
    <Body className={className}>{Array.from({ length: count }, (_, at) => row(at, ignore))}</Body>
  )
}

const ignore = () => {}

function SeenRows({ count, height, as: Body = 'div', className, row }: RowsProps) {
  const place = useRef<HTMLElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    setTop((place.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const rows = useWindowVirtualizer({
    count,
    estimateSize: () => height,
    overscan: 8,
    scrollMargin: top,
    initialOffset: () => window.scrollY,
  })
  const seen = rows.getVirtualItems()
  const before = (seen[0]?.start ?? top) - top
  const after = rows.getTotalSize() - ((seen.at(-1)?.end ?? top) - top)
  return (
    <Body ref={place as RefObject<never>} className={className} style={{ paddingTop: before, paddingBottom: after }}>
      {seen.map(({ index }) => row(index, rows.measureElement))}
    </Body>
  )
}
