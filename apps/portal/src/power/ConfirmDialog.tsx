import { Button, Group, Modal, Text } from '@mantine/core'
import type { Verb } from './verb.ts'

type ConfirmDialogProps = { verb: Verb | null; close: () => void; confirm: (verb: Verb) => void }

/** Asks before guests lose what they did not save, and says so. */
export function ConfirmDialog({ verb, close, confirm }: ConfirmDialogProps) {
  return (
    <Modal opened={verb !== null} onClose={close} title={verb?.confirm?.title} size="sm">
      <Text>{verb?.confirm?.loss}</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={close} data-autofocus>
          Cancel
        </Button>
        <Button
          color="red.9"
          onClick={() => {
            if (verb) confirm(verb)
            close()
          }}
        >
          {verb?.words}
        </Button>
      </Group>
    </Modal>
  )
}
