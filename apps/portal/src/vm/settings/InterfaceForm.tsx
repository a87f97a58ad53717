import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import type { NetworkId } from '@paddock/model'
import type { InterfaceView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ConflictNote } from '../../form/ConflictNote.tsx'
import { fieldProblems } from '../../form/fieldProblems.ts'
import { useDraft } from '../../form/useDraft.ts'
import { useLab } from '../../lab/useLab.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import classes from './settings.module.css'

/** Moves an interface to another network, or gives it another address. */
export function InterfaceForm({ port, close }: { port: InterfaceView; close: () => void }) {
  const lab = useLab()
  const nameOf = (id: NetworkId) => lab.networks.find(network => network.id === id)?.name ?? ''
  const there = { networkId: port.networkId, address: port.address }
  const draft = useDraft(there, port.revision)
  const { values, set } = draft
  const moves = values.networkId !== port.networkId
  const save = useMutation({
    mutationFn: () =>
      paddock.interface.update(
        {
          interface: port.id,
          ...(moves ? { networkId: values.networkId } : {}),
          ...(values.address !== '' && (moves ? values.address !== port.address : true)
            ? { address: values.address }
            : {}),
        },
        { ifMatch: draft.revision },
      ),
    onSuccess: close,
  })
  const { fields, rest } = fieldProblems(save.error, { 'address-taken': 'address' })
  const network = lab.networks.find(each => each.id === values.networkId)
  return (
    <form
      noValidate
      className={classes.inline}
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {rest !== null && draft.moved.length === 0 && <ProblemAlert error={rest} />}
      <ConflictNote
        draft={draft}
        there={there}
        words={{ networkId: { label: 'the network', say: nameOf }, address: { label: 'the address', say: String } }}
      />
      <div className={classes.pair}>
        <NativeSelect
          label="Network"
          value={values.networkId}
          data={lab.networks.map(each => ({ value: each.id, label: `${each.name} (${each.cidr})` }))}
          error={fields.networkId}
          onChange={event => {
            const next = event.currentTarget.value as NetworkId
            set('networkId', next)
            set('address', next === port.networkId ? port.address : '')
          }}
        />
        <TextInput
          label="Address"
          placeholder="A free one"
          description={network ? `In ${network.cidr}` : null}
          value={values.address}
          error={fields.address}
          onChange={event => set('address', event.currentTarget.value)}
          classNames={{ input: 'mono' }}
        />
      </div>
      <Group gap="xs">
        <Button
          type="submit"
          size="xs"
          loading={save.isPending}
          disabled={draft.moved.length > 0 || !draft.isDirty || (!moves && values.address === '')}
        >
          {moves ? `Move to ${network?.name ?? ''}` : 'Change the address'}
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}
