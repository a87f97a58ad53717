import { Button, Group, Stack, Text } from '@mantine/core'
import type { NetworkView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { ConflictNote } from '../form/ConflictNote.tsx'
import { fieldProblems } from '../form/fieldProblems.ts'
import { useDraft } from '../form/useDraft.ts'
import { useMayLab } from '../lab/useMayLab.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { ReasonedButton } from '../shell/ReasonedButton.tsx'
import { NetworkFields, type NetworkValues } from './NetworkFields.tsx'
import { RemoveNetworkDialog } from './RemoveNetworkDialog.tsx'
import { useWhyNotRemove } from './useWhyNotRemove.ts'

const onOff = (on: boolean) => (on ? 'on' : 'off')
const words = {
  name: { label: 'the name', say: String },
  cidr: { label: 'the addresses', say: String },
  gateway: { label: 'the gateway', say: String },
  domain: { label: 'the domain', say: String },
  dhcp: { label: 'DHCP', say: onOff },
  dns: { label: 'DNS', say: onOff },
  nat: { label: 'NAT', say: onOff },
}

/** Changes a network and its services; in a running lab at once. */
export function NetworkForm({ network, close }: { network: NetworkView; close: () => void }) {
  const may = useMayLab()
  const [removing, setRemoving] = useState(false)
  const whyNotRemove = useWhyNotRemove(network)
  const { name, cidr, gateway, domain, dhcp, dns, nat } = network
  const there: NetworkValues = { name, cidr, gateway, domain, dhcp, dns, nat }
  const draft = useDraft(there, network.revision)
  const save = useMutation({
    mutationFn: () => {
      const { gateway: wish, ...rest } = draft.changes
      // An empty gateway is the first address of the range, which the API chooses when it hears of a range alone.
      const given = wish === undefined || wish === '' ? {} : { gateway: wish }
      return paddock.network.update({ network: network.id, ...rest, ...given }, { ifMatch: draft.revision })
    },
    onSuccess: close,
  })
  const { fields, rest } = fieldProblems(save.error, { 'name-taken': 'name', 'address-taken': 'cidr' })
  const set: typeof draft.set = (key, value) => {
    draft.set(key, value)
    // A gateway of the old range is none of the new one.
    if (key === 'cidr' && draft.changes.gateway === undefined) draft.set('gateway', value === cidr ? gateway : '')
  }
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="md">
        {rest !== null && draft.moved.length === 0 && <ProblemAlert error={rest} />}
        <ConflictNote draft={draft} words={words} there={there} />
        {may.whyNotEdit !== null && <Text c="dimmed">{may.whyNotEdit}.</Text>}
        <NetworkFields values={draft.values} set={set} problems={fields} locked={may.whyNotEdit !== null} />
        <Group justify="space-between" gap="xs">
          {may.edit ? (
            <ReasonedButton whyNot={whyNotRemove} press={() => setRemoving(true)}>
              Remove…
            </ReasonedButton>
          ) : (
            <span />
          )}
          <Group gap="xs">
            <Button variant="default" onClick={close}>
              {draft.isDirty ? 'Cancel' : 'Close'}
            </Button>
            {may.edit && (
              <Button type="submit" loading={save.isPending} disabled={!draft.isDirty || draft.moved.length > 0}>
                Save
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
      <RemoveNetworkDialog network={network} opened={removing} close={() => setRemoving(false)} removed={close} />
    </form>
  )
}
