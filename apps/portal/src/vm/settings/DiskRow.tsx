import { Button, Group, Text } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { DiskView, VmView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { fieldProblems } from '../../form/fieldProblems.ts'
import { SizeField } from '../../form/SizeField.tsx'
import { useMayLab } from '../../lab/useMayLab.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { LossDialog } from '../../shell/LossDialog.tsx'
import { ReasonedButton } from '../../shell/ReasonedButton.tsx'
import { vmWords } from '../../state/states.ts'
import { bytes } from '../../text/quantity.ts'
import classes from './settings.module.css'

/** One disk of a machine, grown or removed. */
export function DiskRow({ vm, disk }: { vm: VmView; disk: DiskView }) {
  const may = useMayLab()
  const [open, setOpen] = useState<'grow' | 'remove' | null>(null)
  const whyNotState = `Not while it is: ${vmWords(vm.state).toLowerCase()}`
  return (
    <li className={classes.row}>
      <div className={classes.what}>
        <Text fw={500}>{disk.name}</Text>
        <Text size="sm" c="dimmed" className="numbers">
          {bytes(disk.sizeBytes)}, {bytes(disk.storedBytes)} written
        </Text>
      </div>
      {may.edit && (
        <Group gap="xs">
          <ReasonedButton
            size="xs"
            aria-label={`Grow ${disk.name}`}
            whyNot={may.whyNotEdit ?? (vmCan.rebuild(vm.state) ? null : `Stop ${vm.name} to grow its disks`)}
            press={() => setOpen('grow')}
          >
            Grow…
          </ReasonedButton>
          <ReasonedButton
            size="xs"
            aria-label={`Remove ${disk.name}`}
            whyNot={may.whyNotEdit ?? (vmCan.rewire(vm.state) ? null : whyNotState)}
            press={() => setOpen('remove')}
          >
            Remove…
          </ReasonedButton>
        </Group>
      )}
      {open === 'grow' && <GrowForm disk={disk} close={() => setOpen(null)} />}
      <LossDialog
        opened={open === 'remove'}
        close={() => setOpen(null)}
        title={`Remove disk ${disk.name}?`}
        losses={[`Disk ${disk.name} of ${vm.name}, with ${bytes(disk.storedBytes)} that were written to it`]}
        warning={vm.state === 'running' && 'The machine runs: what its guest has open there breaks.'}
        words={`Remove ${disk.name}`}
        act={() => paddock.disk.delete({ disk: disk.id })}
      />
    </li>
  )
}

function GrowForm({ disk, close }: { disk: DiskView; close: () => void }) {
  const [sizeBytes, setSizeBytes] = useState(disk.sizeBytes)
  const grow = useMutation({ mutationFn: () => paddock.disk.update({ disk: disk.id, sizeBytes }), onSuccess: close })
  const { fields, rest } = fieldProblems(grow.error)
  return (
    <form
      noValidate
      className={classes.inline}
      onSubmit={event => {
        event.preventDefault()
        grow.mutate()
      }}
    >
      {rest !== null && <ProblemAlert error={rest} />}
      <SizeField
        label={`New size of ${disk.name}`}
        description={`At least ${bytes(disk.sizeBytes)}: a disk never shrinks. The guest has to grow what is on it.`}
        value={sizeBytes}
        change={setSizeBytes}
        unitsOffered={['MiB', 'GiB', 'TiB']}
        error={fields.sizeBytes}
      />
      <Group gap="xs">
        <Button type="submit" size="xs" loading={grow.isPending} disabled={!(sizeBytes > disk.sizeBytes)}>
          Grow
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          Cancel
        </Button>
      </Group>
    </form>
  )
}
