export {
  newId,
  type SomeLab,
  someAssignment,
  someFence,
  someLab,
  someLayer,
  someVolume,
  strayMachine,
} from './build.ts'
export { removeMemories, testMachineMemory } from './machine-memory.ts'
export { type MachinesUnderTest, testMachines } from './machines.ts'
export { type CapturedPages, type MemoryBlock, type MemoryLayers, memoryLayers } from './memory-layers.ts'
export { type NetworksUnderTest, testNetworks } from './networks.ts'
export { testVolumes, type VolumesUnderTest } from './volumes.ts'
