import { lazy, Suspense } from 'react'
import { useLab } from '../../lab/useLab.ts'
import { usePanel } from '../../lab/usePanel.ts'
import { useLingering } from '../../shell/useLingering.ts'

// Loaded when first asked for: most visits look, and change nothing.
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
  const template = useLingering(panel.add === 'template' || undefined)
  const blank = useLingering(panel.add === 'machine' || undefined)
  return (
    <Suspense fallback={null}>
      {machine.last !== undefined && (
        <MachineDrawer vm={lab.vms.find(vm => vm.id === machine.last)} opened={machine.now} close={close} />
      )}
      {network.last !== undefined && (
        <NetworkDialog
          network={network.last === 'new' ? 'new' : lab.networks.find(each => each.id === network.last)}
          opened={network.now}
          close={close}
        />
      )}
      {template.last && <AddFromTemplateDialog opened={template.now} close={close} />}
      {blank.last && <AddMachineDialog opened={blank.now} close={close} />}
    </Suspense>
  )
}
