import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { OutsidePage } from './OutsidePage.tsx'
import { ProblemPage } from './ProblemPage.tsx'

const againAfterMilliseconds = 10_000

/** Where Paddock does not say who is signed in: why, until it does. It is asked again by itself. */
export function ClosedPage({ error }: { error: unknown }) {
  const router = useRouter()
  useEffect(() => {
    const again = () => void router.invalidate()
    const timer = setInterval(again, againAfterMilliseconds)
    addEventListener('online', again)
    return () => {
      clearInterval(timer)
      removeEventListener('online', again)
    }
  }, [router])
  return (
    <OutsidePage>
      <ProblemPage error={error} />
    </OutsidePage>
  )
}
