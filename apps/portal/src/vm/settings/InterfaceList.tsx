import { Text } from '@mantine/core'
import { limits, vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { useState } from 'react'
import { useLab } from '../../lab/useLab.ts'
import { useMayLab } from '../../lab/useMayLab.ts'
import { ReasonedButton } from '../../shell/ReasonedButton.tsx'
import { vmWords } from '../../state/states.ts'
import { AddInterfaceForm } from './AddInterfaceForm.tsx'
import { InterfaceRow } from './InterfaceRow.tsx'
import classes from './settings.module.css'

/** Where a machine meets the lab's networks. Interfaces come, go and move while it runs. */
export function InterfaceList({ vm }: { vm: VmView }) {
  const lab = useLab()
  const may = useMayLab()
  const [adding, setAdding] = useState(false)
  const rewire =
    may.whyNotEdit ?? (vmCan.rewire(vm.state) ? null : `Not while it is: ${vmWords(vm.state).toLowerCase()}`)
  const whyNotAdd =
    rewire ??
    (lab.networks.length === 0
      ? 'The lab has no networks: add one first'
      : vm.interfaces.length >= limits.interfacesPerVm
        ? `A machine has at most ${limits.interfacesPerVm} interfaces`
        : null)
  return (
    <>
      {vm.interfaces.length === 0 && (
        <Text c="dimmed" mb={8}>
          It is on no network, and reaches nothing.
        </Text>
      )}
      {vm.interfaces.length > 0 && (
        <ul className={classes.rows}>
          {vm.interfaces.map(port => (
            <InterfaceRow key={port.id} vm={vm} port={port} whyNot={rewire} />
          ))}
        </ul>
      )}
      {adding && <AddInterfaceForm vm={vm} close={() => setAdding(false)} />}
      {may.edit && !adding && (
        <ReasonedButton size="xs" whyNot={whyNotAdd} press={() => setAdding(true)}>
          Connect to a network…
        </ReasonedButton>
      )}
    </>
  )
}
