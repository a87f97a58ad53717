import { useState } from 'react'

/** A thing that comes and goes, and the last one that there was: what closes goes on showing it. */
export function useLingering<Thing>(thing: Thing | undefined): { last: Thing | undefined; now: boolean } {
  const [last, setLast] = useState(thing)
  if (thing !== undefined && thing !== last) setLast(thing)
  return { last: thing ?? last, now: thing !== undefined }
}
