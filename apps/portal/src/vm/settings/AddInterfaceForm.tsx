import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import type { NetworkId } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { fieldProblems } from '../../form/fieldProblems.ts'
import { useLab } from '../../lab/useLab.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import classes from './settings.module.css'

/** Joins a machine to a network, at once if it runs. */
export function AddInterfaceForm({ vm, close }: { vm: VmView; close: () => void }) {
  const { networks } = useLab()
  const own = new Set(vm.interfaces.map(port => port.networkId))
  const [networkId, setNetworkId] = useState(
    () => (networks.find(network => !own.has(network.id)) ?? networks[0])?.id as NetworkId,
  )
  const [address, setAddress] = useState('')
  const [mac, setMac] = useState('')
  const add = useMutation({
    mutationFn: () =>
      paddock.interface.create({
        vm: vm.id,
        networkId,
        ...(address === '' ? {} : { address }),
        ...(mac === '' ? {} : { mac: mac.toLowerCase() }),
      }),
    onSuccess: close,
  })
  const { fields, rest } = fieldProblems(add.error)
  const cidr = networks.find(network => network.id === networkId)?.cidr
  return (
    <form
      noValidate
      className={classes.inline}
      onSubmit={event => {
        event.preventDefault()
        add.mutate()
      }}
    >
      {rest !== null && <ProblemAlert error={rest} />}
      <NativeSelect
        label="Network"
        value={networkId}
        data={networks.map(network => ({ value: network.id, label: `${network.name} (${network.cidr})` }))}
        error={fields.networkId}
        onChange={event => setNetworkId(event.currentTarget.value as NetworkId)}
      />
      <div className={classes.pair}>
        <TextInput
          label="Address"
          placeholder="A free one"
          description={cidr ? `In ${cidr}` : null}
          value={address}
          error={fields.address}
          onChange={event => setAddress(event.currentTarget.value)}
          classNames={{ input: 'mono' }}
        />
        <TextInput
          label="MAC"
          placeholder="Made up"
          description="Such as 52:54:00:12:34:56"
          value={mac}
          error={fields.mac}
          onChange={event => setMac(event.currentTarget.value)}
          classNames={{ input: 'mono' }}
        />
      </div>
      <Group gap="xs">
        <Button type="submit" size="xs" loading={add.isPending}>
          Connect
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}
