import { lazy } from 'react'
import { useLab } from '../../lab/useLab.ts'
import { usePanel } from '../../lab/usePanel.ts'
import { Late } from '../../shell/Late.tsx'
import { useLingering } from '../../shell/useLingering.ts'

const MachineDrawer = lazy(async () => ({
  default: (await import('../../vm/settings/MachineDrawer.tsx')).MachineDrawer,
}))
const NetworkDialog = lazy(async () => ({ default: (await import('../../network/NetworkDialog.tsx')).NetworkDialog }))
const AddFromTemplateDialog = lazy(async () => ({
  default: (await import('../../lab/AddFromTemplateDialog.tsx')).AddFromTemplateDialog,
}))
const AddMachineDialog = lazy(async () => ({
  default: (await import('../../lab/AddMachineDialog.tsx')).AddMachineDialog,
}))

/** What lies open over the lab's page, by its address. */
export function LabPanels() {
  const lab = useLab()
  const { panel, close } = usePanel()
  // What closes is still seen while it does.
  const machine = useLingering(panel.machine)
  const network = useLingering(panel.network ?? (panel.add === 'network' ? 'new' : undefined))
  return (
    <>
      <Late opened={machine.now}>
        {opened => <MachineDrawer vm={lab.vms.find(vm => vm.id === machine.last)} opened={opened} close={close} />}
      </Late>
      <Late opened={network.now}>
        {opened => (
          <NetworkDialog
            network={network.last === 'new' ? 'new' : lab.networks.find(each => each.id === network.last)}
            opened={opened}
            close={close}
          />
        )}
      </Late>
      <Late opened={panel.add === 'template'}>{opened => <AddFromTemplateDialog opened={opened} close={close} />}</Late>
      <Late opened={panel.add === 'machine'}>{opened => <AddMachineDialog opened={opened} close={close} />}</Late>
    </>
  )
}
