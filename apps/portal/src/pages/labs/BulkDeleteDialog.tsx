import { Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import type { LabSummary } from '@paddock/sdk'
import { useMe } from '../../session/useMe.ts'
import { count } from '../../text/quantity.ts'
import { keptFor } from '../../trash/keptFor.ts'

const namedAtMost = 8

type BulkDeleteDialogProps = { labs: readonly LabSummary[]; close: () => void; confirm: () => void }

/** Names what goes with the labs that are chosen, before they are deleted. */
export function BulkDeleteDialog({ labs, close, confirm }: BulkDeleteDialogProps) {
  const kept = keptFor(useMe())
  const machines = labs.flatMap(lab => lab.vms)
  const alive = machines.filter(
    vm => vm.state !== 'stopped' && vm.state !== 'suspended' && vm.state !== 'failed',
  ).length
  const networks = labs.reduce((sum, lab) => sum + lab.networkCount, 0)
  return (
    <Modal opened onClose={close} title={`Delete ${count(labs.length, 'lab')}?`}>
      <Stack gap="md">
        <div>
          <Text mb={6}>
            {kept === null
              ? 'This cannot be undone. What is lost:'
              : `They go to the trash, and can be restored from there for ${kept}. What goes:`}
          </Text>
          <List spacing={2}>
            {labs.slice(0, namedAtMost).map(lab => (
              <List.Item key={lab.id}>
                {lab.name}: {count(lab.vms.length, 'machine')}
              </List.Item>
            ))}
            {labs.length > namedAtMost && <List.Item>and {count(labs.length - namedAtMost, 'other lab')}</List.Item>}
          </List>
          <Text mt={6}>
            Together {count(machines.length, 'machine')} with their disks, and {count(networks, 'network')}.
          </Text>
        </div>
        {alive > 0 && (
          <Text fw={500}>
            {count(alive, 'machine')} {alive === 1 ? 'is' : 'are'} not stopped, and will{' '}
            {kept === null ? 'lose power at once' : 'be shut down'}.
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            Keep them
          </Button>
          <Button
            color="red.9"
            onClick={() => {
              confirm()
              close()
            }}
          >
            Delete {count(labs.length, 'lab')} and {count(machines.length, 'machine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
