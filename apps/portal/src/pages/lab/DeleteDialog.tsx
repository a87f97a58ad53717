import { Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import type { LabView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { bytes, count, list } from '../../text/quantity.ts'

type DeleteDialogProps = { lab: LabView; opened: boolean; close: () => void }

/** Deletes a lab after naming what will be lost. The page then shows it going. */
export function DeleteDialog({ lab, opened, close }: DeleteDialogProps) {
  const remove = useMutation({ mutationFn: () => paddock.lab.delete({ lab: lab.id }), onSuccess: close })
  const alive = lab.vms.filter(vm => vm.state !== 'stopped' && vm.state !== 'failed')
  const disks = lab.vms.flatMap(vm => vm.disks)
  const stored = disks.reduce((sum, disk) => sum + disk.storedBytes, 0)
  return (
    <Modal opened={opened} onClose={close} title={`Delete ${lab.name}?`}>
      <Stack gap="md">
        {remove.error && <ProblemAlert error={remove.error} />}
        <div>
          <Text mb={6}>This cannot be undone. What is lost:</Text>
          <List spacing={2}>
            <List.Item>
              {count(lab.vms.length, 'machine')}
              {lab.vms.length > 0 && `: ${list(lab.vms.map(vm => vm.name))}`}
            </List.Item>
            <List.Item>
              {count(disks.length, 'disk')} with {bytes(stored)} that these machines wrote
            </List.Item>
            <List.Item>
              {count(lab.networks.length, 'network')}
              {lab.networks.length > 0 && `: ${list(lab.networks.map(network => network.name))}`}
            </List.Item>
          </List>
        </div>
        {alive.length > 0 && (
          <Text fw={500}>
            {count(alive.length, 'machine')} {alive.length === 1 ? 'is' : 'are'} not stopped, and will lose power at
            once.
          </Text>
        )}
        <Text size="sm" c="dimmed">
          The template and other copies of this lab stay as they are.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close} data-autofocus>
            Keep it
          </Button>
          <Button color="red.9" loading={remove.isPending} onClick={() => remove.mutate()}>
            Delete the lab{lab.vms.length > 0 && ` and ${count(lab.vms.length, 'machine')}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
