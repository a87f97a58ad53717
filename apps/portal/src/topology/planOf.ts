import type { LabView } from '@paddock/sdk'
import type { Plan } from './plan.ts'

/** What of a lab its picture is laid out by. */
export const planOf = (lab: LabView): Plan => ({
  networks: lab.networks.map(network => ({ id: network.id, hasWayOut: network.nat })),
  machines: lab.vms.map(vm => ({ id: vm.id, networks: vm.interfaces.map(port => port.networkId) })),
})
