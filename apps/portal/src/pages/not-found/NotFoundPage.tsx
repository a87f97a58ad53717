import { Stack, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'

export function NotFoundPage() {
  return (
    <Stack gap="xs" p="xl">
      <Title order={1}>There is no such page</Title>
      <Text c="dimmed">The address is wrong, or what it showed is gone.</Text>
      <Link to="/">Go to the first page</Link>
    </Stack>
  )
}
