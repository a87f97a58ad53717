import type { NetworkId } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'

/** The machines of a lab that have an interface on a network. */
export const machinesOn = (lab: LabView, network: NetworkId): VmView[] =>
  lab.vms.filter(vm => vm.interfaces.some(port => port.networkId === network))
