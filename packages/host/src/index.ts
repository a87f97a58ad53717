export type { Drivers, ImageFile, MachineNeeds, Machines, Networks, Tap, Volumes } from './ports.ts'
