import { useEffect } from 'react'
import { useMe } from '../session/useMe.ts'
import { rememberLab } from './recentLabs.ts'

/** Remembers which lab the address is in, on any of its pages. */
export function useRememberLab(lab: string | undefined): void {
  const { user } = useMe()
  useEffect(() => {
    if (lab !== undefined) rememberLab(user.id, lab)
  }, [lab, user.id])
}
