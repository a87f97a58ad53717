import type { LabView } from '@paddock/sdk'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { paddock } from '../api/paddock.ts'
import { useMe } from '../session/useMe.ts'
import { LossDialog } from '../shell/LossDialog.tsx'
import { bytes, count, list } from '../text/quantity.ts'
import { keptFor } from '../trash/keptFor.ts'
import { tellDeleted } from '../trash/tellDeleted.tsx'

type DeleteDialogProps = { lab: LabView; opened: boolean; close: () => void }

/** Deletes a lab after naming what goes with it, leads to the other labs, and says how it is undone. */
export function DeleteDialog({ lab, opened, close }: DeleteDialogProps) {
  const me = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const kept = keptFor(me)
  const alive = lab.vms.filter(vm => vm.state !== 'stopped' && vm.state !== 'suspended' && vm.state !== 'failed')
  const disks = lab.vms.flatMap(vm => vm.disks)
  const stored = disks.reduce((sum, disk) => sum + disk.storedBytes, 0)
  const named = (things: readonly { name: string }[]) =>
    things.length > 0 ? `: ${list(things.map(thing => thing.name))}` : ''
  return (
    <LossDialog
      opened={opened}
      close={close}
      title={`Delete ${lab.name}?`}
      keptFor={kept}
      losses={[
        `${count(lab.vms.length, 'machine')}${named(lab.vms)}`,
        `${count(disks.length, 'disk')} with ${bytes(stored)} that these machines wrote`,
        `${count(lab.networks.length, 'network')}${named(lab.networks)}`,
      ]}
      warning={
        alive.length > 0 &&
        `${count(alive.length, 'machine')} ${alive.length === 1 ? 'is' : 'are'} not stopped, and will ${kept === null ? 'lose power at once' : 'be shut down'}.`
      }
      comfort="The template and other copies of this lab stay as they are."
      words={`Delete the lab${lab.vms.length > 0 ? ` and ${count(lab.vms.length, 'machine')}` : ''}`}
      act={async () => {
        const deletion = await paddock.lab.delete({ lab: lab.id })
        await navigate({ to: '/labs' })
        tellDeleted(queries, `${lab.name} is`, [deletion])
      }}
    />
  )
}
