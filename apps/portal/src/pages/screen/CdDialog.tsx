import { Button, Group, Modal, NativeSelect, Stack } from '@mantine/core'
import type { AssetId } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { assetsQuery } from '../../asset/assetsQuery.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'

type CdDialogProps = { vm: VmView; opened: boolean; close: () => void }

/** Puts an ISO of the library into a machine's CD drive, or takes it out. */
export function CdDialog({ vm, opened, close }: CdDialogProps) {
  return (
    <Modal opened={opened} onClose={close} title={`CD of ${vm.name}`} size="sm">
      {opened && <CdForm vm={vm} close={close} />}
    </Modal>
  )
}

function CdForm({ vm, close }: Omit<CdDialogProps, 'opened'>) {
  const inside = vm.cd?.assetId ?? ''
  const [chosen, setChosen] = useState<string>(inside)
  const assets = useQuery(assetsQuery)
  const insert = useMutation({
    mutationFn: () => paddock.vm.insert({ vm: vm.id, assetId: chosen === '' ? null : (chosen as AssetId) }),
    onSuccess: close,
  })
  const error = insert.error ?? assets.error
  const ready = assets.data?.filter(({ state, id }) => state === 'ready' || id === inside) ?? []
  const known = vm.cd === null || ready.some(({ id }) => id === inside)
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        insert.mutate()
      }}
    >
      <Stack gap="md">
        {error && <ProblemAlert error={error} />}
        <NativeSelect
          label="In the drive"
          value={chosen}
          onChange={event => setChosen(event.currentTarget.value)}
          data={[
            { value: '', label: 'Nothing' },
            ...(known || !vm.cd ? [] : [{ value: vm.cd.assetId, label: vm.cd.name }]),
            ...ready.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          data-autofocus
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={insert.isPending} disabled={chosen === inside}>
            {chosen === '' ? 'Take the CD out' : 'Insert the CD'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
