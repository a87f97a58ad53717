import { Text } from '@mantine/core'
import { limits, vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { useState } from 'react'
import { useMayLab } from '../../lab/useMayLab.ts'
import { ReasonedButton } from '../../shell/ReasonedButton.tsx'
import { vmWords } from '../../state/states.ts'
import { AddDiskForm } from './AddDiskForm.tsx'
import { DiskRow } from './DiskRow.tsx'
import classes from './settings.module.css'

/** The disks of a machine. They come and go while it runs, and grow while it is stopped. */
export function DiskList({ vm }: { vm: VmView }) {
  const may = useMayLab()
  const [adding, setAdding] = useState(false)
  const whyNot =
    may.whyNotEdit ??
    (!vmCan.rewire(vm.state)
      ? `Not while it is: ${vmWords(vm.state).toLowerCase()}`
      : vm.disks.length >= limits.disksPerVm
        ? `A machine has at most ${limits.disksPerVm} disks`
        : null)
  return (
    <>
      {vm.disks.length === 0 && (
        <Text c="dimmed" mb={8}>
          It has no disks.
        </Text>
      )}
      {vm.disks.length > 0 && (
        <ul className={classes.rows}>
          {vm.disks.map(disk => (
            <DiskRow key={disk.id} vm={vm} disk={disk} />
          ))}
        </ul>
      )}
      {adding && <AddDiskForm vm={vm} close={() => setAdding(false)} />}
      {may.edit && !adding && (
        <ReasonedButton size="xs" whyNot={whyNot} press={() => setAdding(true)}>
          Add a disk…
        </ReasonedButton>
      )}
    </>
  )
}
