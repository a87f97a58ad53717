import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { ProblemNote } from './ProblemNote.tsx'
import { wordsOf } from './wordsOf.ts'

/** A problem in its place on the page. */
export function ProblemAlert({ error }: { error: unknown }) {
  return (
    <Alert role="alert" color="red" variant="light" icon={<IconAlertTriangle />} title={wordsOf(error).title}>
      <ProblemNote error={error} />
    </Alert>
  )
}
