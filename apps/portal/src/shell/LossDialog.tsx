import { Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'

type LossDialogProps = {
  opened: boolean
  close: () => void
  title: string
  /** For how long it waits in the trash and can be restored; null, as without it: it is gone for good. */
  keptFor?: string | null
  /** What will be gone, a line each. */
  losses: readonly ReactNode[]
  /** What else happens by it, such as power that is lost. */
  warning?: ReactNode
  /** What stays. */
  comfort?: ReactNode
  /** What the button says that happens. */
  words: string
  act: () => Promise<unknown>
}

/** Asks before something is lost, for good or into the trash, and names it. */
export function LossDialog({
  opened,
  close,
  title,
  keptFor = null,
  losses,
  warning,
  comfort,
  words,
  act,
}: LossDialogProps) {
  const doing = useMutation({ mutationFn: act, onSuccess: close })
  const leave = () => {
    doing.reset()
    close()
  }
  return (
    <Modal opened={opened} onClose={leave} title={title}>
      <Stack gap="md">
        {doing.error && <ProblemAlert error={doing.error} />}
        <div>
          <Text mb={6}>
            {keptFor === null
              ? 'This cannot be undone. What is lost:'
              : `It goes to the trash, and can be restored from there for ${keptFor}. What goes:`}
          </Text>
          <List spacing={2}>
            {losses.map((loss, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines that never change places
              <List.Item key={at}>{loss}</List.Item>
            ))}
          </List>
        </div>
        {warning && <Text fw={500}>{warning}</Text>}
        {comfort && (
          <Text size="sm" c="dimmed">
            {comfort}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={leave} data-autofocus>
            Keep it
          </Button>
          <Button color="red.9" loading={doing.isPending} onClick={() => doing.mutate()}>
            {words}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
