import { useEffect, useState } from 'react'

/** How long something has been so, in minutes and seconds. Not read out: it changes all the time. */
export function Elapsed({ since }: { since: Date }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.floor((now - since.getTime()) / 1_000))
  return (
    <span className="numbers" aria-hidden="true">
      {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}
    </span>
  )
}
