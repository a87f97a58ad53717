import { Button, Group, TextInput } from '@mantine/core'
import type { VmView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { fieldProblems } from '../../form/fieldProblems.ts'
import { SizeField } from '../../form/SizeField.tsx'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import classes from './settings.module.css'

const gibibyte = 1024 ** 3

/** Adds a blank disk, at once if the machine runs. */
export function AddDiskForm({ vm, close }: { vm: VmView; close: () => void }) {
  const [name, setName] = useState(() => freeName(vm))
  const [sizeBytes, setSizeBytes] = useState(10 * gibibyte)
  const add = useMutation({
    mutationFn: () => paddock.disk.create({ vm: vm.id, name, sizeBytes }),
    onSuccess: close,
  })
  const { fields, rest } = fieldProblems(add.error, { 'name-taken': 'name' })
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
      <div className={classes.pair}>
        <TextInput
          label="Name of the disk"
          value={name}
          error={fields.name}
          onChange={event => setName(event.currentTarget.value)}
          maxLength={63}
          autoFocus
        />
        <SizeField
          label="Size"
          value={sizeBytes}
          change={setSizeBytes}
          unitsOffered={['MiB', 'GiB', 'TiB']}
          error={fields.sizeBytes}
        />
      </div>
      <Group gap="xs">
        <Button type="submit" size="xs" loading={add.isPending} disabled={name === '' || !(sizeBytes > 0)}>
          Add the disk
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}

function freeName({ disks }: VmView): string {
  const taken = new Set(disks.map(disk => disk.name))
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? 'data' : `data-${number}`
    if (!taken.has(name)) return name
  }
}
