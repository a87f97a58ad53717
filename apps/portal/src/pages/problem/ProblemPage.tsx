import { Button } from '@mantine/core'
import { PaddockProblem } from '@paddock/sdk'
import { useRouter } from '@tanstack/react-router'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'

/** A page that could not be shown, and why. */
export function ProblemPage({ error }: { error: unknown }) {
  const router = useRouter()
  // What the API refused may be asked again; a page that broke or did not come whole has to be loaded anew.
  const again = () => (error instanceof PaddockProblem ? void router.invalidate() : location.reload())
  return (
    <ProblemAlert
      error={error}
      action={
        <Button variant="default" size="xs" onClick={again}>
          {error instanceof PaddockProblem ? 'Try again' : 'Load the page again'}
        </Button>
      }
    />
  )
}
