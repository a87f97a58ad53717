import { Button, Checkbox, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core'
import { limits } from '@paddock/model'
import type { InputOf } from '@paddock/sdk'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../api/paddock.ts'
import { assetsQuery } from '../asset/assetsQuery.ts'
import { fieldProblems } from '../form/fieldProblems.ts'
import { SizeField } from '../form/SizeField.tsx'
import { ProblemAlert } from '../problem/ProblemAlert.tsx'
import { showProblem } from '../problem/showProblem.tsx'
import { firmwares, profiles } from '../vm/hardware.ts'
import classes from '../vm/settings/settings.module.css'
import { useLab } from './useLab.ts'

const mebibyte = 1024 ** 2
type Given = Omit<InputOf<'vmCreate'>, 'lab' | 'disks'>
type Wish = { [Key in keyof Given]-?: Exclude<Given[Key], undefined> }

/** Virtual hardware with a blank disk, networks, and a CD to install from. */
export function AddMachineForm({ close }: { close: () => void }) {
  const lab = useLab()
  const assets = useQuery(assetsQuery)
  const [wish, setWish] = useState<Wish>(() => ({
    name: '',
    description: '',
    cores: 1,
    memoryMiB: 1_024,
    firmware: 'bios',
    profile: 'linux',
    startStage: 0,
    userData: '',
    networkIds: lab.networks.slice(0, 1).map(network => network.id),
    cdAssetId: null,
  }))
  const [diskBytes, setDiskBytes] = useState(10 * 1024 * mebibyte)
  const [withDisk, setWithDisk] = useState(true)
  const [start, setStart] = useState(false)
  const set = <Key extends keyof Wish>(key: Key, value: Wish[Key]) => setWish(old => ({ ...old, [key]: value }))
  const add = useMutation({
    mutationFn: async () => {
      const disks = withDisk ? [{ name: 'root', sizeBytes: diskBytes }] : []
      const vm = await paddock.vm.create({ lab: lab.id, ...wish, disks })
      // The machine is there by now: a refusal to start it is no reason to ask for another.
      if (start) await paddock.vm.start({ vm: vm.id }).catch(showProblem)
      close()
    },
  })
  const { fields, rest } = fieldProblems(add.error, { 'name-taken': 'name', 'no-free-address': 'networkIds' })
  const sendable =
    wish.name !== '' && !Number.isNaN(wish.cores) && !Number.isNaN(wish.memoryMiB) && (!withDisk || diskBytes > 0)
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
        <div className={classes.pair}>
          <TextInput
            label="Name"
            description="Also its host name: a–z, 0–9 and -"
            value={wish.name}
            error={fields.name}
            onChange={event => set('name', event.currentTarget.value)}
            maxLength={63}
            data-autofocus
          />
          <TextInput
            label="Description"
            description="What it is for"
            value={wish.description}
            error={fields.description}
            onChange={event => set('description', event.currentTarget.value)}
            maxLength={4_000}
          />
          <TextInput
            label="Cores"
            type="number"
            min={1}
            max={limits.cores}
            value={Number.isNaN(wish.cores) ? '' : wish.cores}
            error={fields.cores}
            onChange={event => set('cores', event.currentTarget.valueAsNumber)}
          />
          <SizeField
            label="Memory"
            value={wish.memoryMiB * mebibyte}
            change={bytes => set('memoryMiB', Math.round(bytes / mebibyte))}
            error={fields.memoryMiB}
          />
          <NativeSelect
            label="Firmware"
            value={wish.firmware}
            data={firmwares}
            onChange={event => set('firmware', event.currentTarget.value as 'bios' | 'uefi')}
          />
          <NativeSelect
            label="Profile"
            value={wish.profile}
            data={profiles}
            onChange={event => set('profile', event.currentTarget.value as 'linux' | 'windows' | 'generic')}
          />
          <div>
            <Checkbox
              label="A blank disk"
              checked={withDisk}
              onChange={event => setWithDisk(event.currentTarget.checked)}
              mb={6}
            />
            {withDisk && (
              <SizeField
                label="Size of the disk"
                value={diskBytes}
                change={setDiskBytes}
                unitsOffered={['MiB', 'GiB', 'TiB']}
                error={fields.disks}
              />
            )}
          </div>
          <NativeSelect
            label="In the CD drive"
            value={wish.cdAssetId ?? ''}
            data={[
              { value: '', label: 'Nothing' },
              ...(assets.data ?? []).map(asset => ({
                value: asset.id as string,
                label: asset.state === 'ready' ? asset.name : `${asset.name} (not ready)`,
              })),
            ]}
            onChange={event => set('cdAssetId', (event.currentTarget.value || null) as Wish['cdAssetId'])}
          />
        </div>
        {lab.networks.length > 0 && (
          <Checkbox.Group
            label="On networks"
            error={fields.networkIds}
            value={wish.networkIds}
            onChange={ids => set('networkIds', ids as Wish['networkIds'])}
          >
            <Group gap="md" mt={6}>
              {lab.networks.map(network => (
                <Checkbox key={network.id} value={network.id} label={`${network.name} (${network.cidr})`} />
              ))}
            </Group>
          </Checkbox.Group>
        )}
        <Textarea
          label="User data"
          description="For cloud-init, if its guest has it"
          autosize
          minRows={1}
          maxRows={8}
          value={wish.userData}
          error={fields.userData}
          onChange={event => set('userData', event.currentTarget.value)}
          classNames={{ input: 'mono' }}
          spellCheck={false}
        />
        <Checkbox label="Start it now" checked={start} onChange={event => setStart(event.currentTarget.checked)} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={!sendable}>
            {start ? 'Add and start' : 'Add the machine'}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
