import { type ReactNode, Suspense, useEffect, useState } from 'react'
import { useLingering } from './useLingering.ts'

interface LateProps {
  opened: boolean
  children: (opened: boolean) => ReactNode
}

/**
 * A dialog that is loaded when it is first opened (`lazy`): every page can open it, and few visits do.
 *
 * It is drawn closed once before it opens, because a dialog remembers where the focus was when it goes from closed to open.
 */
export function Late({ opened, children }: LateProps) {
  const { last } = useLingering(opened || undefined)
  return <Suspense fallback={null}>{last && <OpenedLater opened={opened}>{children}</OpenedLater>}</Suspense>
}

function OpenedLater({ opened, children }: LateProps) {
  const [drawn, setDrawn] = useState(false)
  useEffect(() => setDrawn(true), [])
  return children(opened && drawn)
}
