import { Button, Group, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { fieldProblems } from '../form/fieldProblems.ts'
import { useLab } from '../lab/useLab.ts'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { freeCidr } from './freeCidr.ts'
import { NetworkFields, type NetworkValues } from './NetworkFields.tsx'

/** Adds a network to the lab, to a running one at once. */
export function AddNetworkForm({ close }: { close: () => void }) {
  const lab = useLab()
  const [values, setValues] = useState<NetworkValues>(() => ({
    name: '',
    cidr: freeCidr(lab.networks.map(network => network.cidr)),
    gateway: '',
    domain: lab.networks[0]?.domain ?? 'lab.internal',
    dhcp: true,
    dns: true,
    nat: true,
  }))
  const add = useMutation({
    mutationFn: () => {
      const { gateway, ...rest } = values
      return paddock.network.create({ lab: lab.id, ...rest, ...(gateway === '' ? {} : { gateway }) })
    },
    onSuccess: close,
  })
  const { fields, rest } = fieldProblems(add.error, { 'name-taken': 'name', 'address-taken': 'cidr' })
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        add.mutate()
      }}
    >
      <Stack gap="md">
        {rest !== null && <ProblemAlert error={rest} />}
        <NetworkFields
          values={values}
          set={(key, value) => setValues(old => ({ ...old, [key]: value }))}
          problems={fields}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={values.name === '' || values.cidr === ''}>
            Add the network
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
