export { type Database, openDatabase, type Tx } from './database.ts'
export type { Granted } from './grant.ts'
export { checkRevision, type LabRow, labs } from './lab.ts'
export { isMigrated, migrate } from './migrate.ts'
export { runs } from './run.ts'
export {
  type DiskRow,
  disks,
  type InLab,
  type InterfaceRow,
  interfaces,
  type NetworkRow,
  networks,
  type VmRow,
  vms,
} from './vm.ts'
export { volumes } from './volume.ts'
export { type LabOutline, type LabWhole, labOutlines, labWholes, type VmWhole } from './whole.ts'
