export { type SimFaults, simFaults } from './faults.ts'
export {
  type SimulatedHost,
  type SimulatedHostOptions,
  simDrivers,
  simulatedHost,
  simulatedHostId,
  simulatedHosts,
} from './hosts.ts'
export { endGuest, simMachines } from './machines.ts'
export { simNetworks } from './networks.ts'
export { instant, lifelike, type SimLatencies, type SimOptions } from './options.ts'
export { rebootSim, type SimState, simState } from './state.ts'
export { simVolumes } from './volumes.ts'
