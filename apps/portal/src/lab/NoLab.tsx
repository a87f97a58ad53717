import { Button } from '@mantine/core'
import { PaddockProblem } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { ReadProblem } from '../problem/ReadProblem.tsx'

type NoLabProps = { of: { error: unknown; isFetching: boolean; refetch: () => unknown } }

/** Why a lab is not shown, and where to go from there. */
export function NoLab({ of }: NoLabProps) {
  if (!(of.error instanceof PaddockProblem) || of.error.code !== 'not-found') return <ReadProblem of={of} />
  return (
    <ProblemAlert
      error={of.error}
      action={
        <Button variant="default" size="xs" renderRoot={props => <Link to="/labs" {...props} />}>
          Go to the labs
        </Button>
      }
    />
  )
}
