export { type Qcow2VolumesOptions, qcow2Volumes } from './volumes.ts'
