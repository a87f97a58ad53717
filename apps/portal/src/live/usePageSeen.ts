import { useEffect, useState } from 'react'

/** Long enough to look something up in another tab without the stream being opened anew. */
const restAfterMilliseconds = 60_000

/** False once the page has been in the background for a minute; true as soon as it is looked at. */
export function usePageSeen(): boolean {
  const [seen, setSeen] = useState(true)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = () => {
      clearTimeout(timer)
      if (document.visibilityState === 'visible') setSeen(true)
      else timer = setTimeout(() => setSeen(false), restAfterMilliseconds)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
  return seen
}
