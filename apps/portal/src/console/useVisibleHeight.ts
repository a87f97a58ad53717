import { useEffect, useState } from 'react'

/**
 * The height that an on-screen keyboard leaves of the page, while one is there; else null.
 *
 * Safari lays its keyboard over the page and tells only the visual viewport (CSSOM View, "VisualViewport").
 */
export function useVisibleHeight(): number | null {
  const [height, setHeight] = useState<number | null>(null)
  useEffect(() => {
    const viewport = window.visualViewport
    if (!viewport) return
    const look = () => {
      // A page that is zoomed into is smaller without any keyboard.
      const covered = viewport.scale === 1 && window.innerHeight - viewport.height > 60
      setHeight(covered ? viewport.height : null)
      if (covered) window.scrollTo(0, 0)
    }
    viewport.addEventListener('resize', look)
    return () => viewport.removeEventListener('resize', look)
  }, [])
  return height
}
