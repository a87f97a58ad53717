export { qemuMachines } from './machines.ts'
export type { QemuMachinesOptions } from './needs.ts'
