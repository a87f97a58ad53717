import { Button } from '@mantine/core'
import { ProblemAlert } from './ProblemAlert.tsx'

type Reading = { error: unknown; isFetching: boolean; refetch: () => unknown }

/** Why something could not be read, and the way to ask again. Nothing where all was read. */
export function ReadProblem({ of }: { of: Reading | readonly Reading[] }) {
  const failed = [of].flat().filter(({ error }) => error !== null) as Reading[]
  const [first] = failed
  if (first === undefined) return null
  return (
    <ProblemAlert
      error={first.error}
      action={
        <Button
          variant="default"
          size="xs"
          loading={failed.some(({ isFetching }) => isFetching)}
          onClick={() => {
            for (const reading of failed) void reading.refetch()
          }}
        >
          Try again
        </Button>
      }
    />
  )
}
