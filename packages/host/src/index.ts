export { type Clock, systemClock } from './clock.ts'
export { type Computer, thisComputer } from './computer.ts'
export { diskFull } from './disk-full.ts'
export { createHost, type Host, type HostNeeds } from './host.ts'
export { folderLedger, type Ledger, memoryLedger } from './ledger.ts'
export { type ManualClock, manualClock } from './manual-clock.ts'
export type {
  Drivers,
  ImageFile,
  MachineNeeds,
  Machines,
  Networks,
  SnapshotPart,
  SnapshotPause,
  SnapshotTold,
  Tap,
  Volumes,
} from './ports.ts'
