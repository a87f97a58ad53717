export { someAssignment, someLab, someLayer, strayMachine } from './build.ts'
export { type MachinesUnderTest, testMachines } from './machines.ts'
export { type NetworksUnderTest, testNetworks } from './networks.ts'
export { testVolumes, type VolumesUnderTest } from './volumes.ts'
