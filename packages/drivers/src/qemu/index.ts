export { createQemuMachines } from './machines.ts'
export type { QemuNeeds } from './needs.ts'
