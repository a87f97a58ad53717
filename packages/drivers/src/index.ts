export { type LinuxNetworksOptions, linuxNetworks } from './linux-network/networks.ts'
export { type Qcow2VolumesOptions, qcow2Volumes } from './qcow2/index.ts'
export { nodeName as nodeNameOfImage } from './qemu/blocks.ts'
export { type QemuMachinesOptions, qemuMachines } from './qemu/index.ts'
export {
  endGuest,
  instant,
  lifelike,
  rebootSim,
  type SimFaults,
  type SimLatencies,
  type SimOptions,
  type SimState,
  type SimulatedHost,
  type SimulatedHostOptions,
  simDrivers,
  simFaults,
  simMachines,
  simNetworks,
  simState,
  simulatedHost,
  simulatedHostId,
  simulatedHosts,
  simVolumes,
} from './sim/index.ts'
