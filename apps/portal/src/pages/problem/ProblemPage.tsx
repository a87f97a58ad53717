import { Button, Container, Stack } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'

/** A page that could not be shown, and why. */
export function ProblemPage({ error }: { error: unknown }) {
  const router = useRouter()
  return (
    <Container size="sm" py="xl">
      <Stack align="flex-start">
        <ProblemAlert error={error} />
        <Button variant="default" onClick={() => void router.invalidate()}>
          Try again
        </Button>
      </Stack>
    </Container>
  )
}
