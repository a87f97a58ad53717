export {
  type Assignment,
  assignment,
  type FenceWanted,
  type LayerWanted,
  type MachineWanted,
  machineWanted,
  type NetworkWanted,
  type PortWanted,
  type SnapshotWanted,
  snapshotWanted,
  type VolumeWanted,
} from './assignment.ts'
export {
  type ExecCall,
  type ExecResult,
  type HostCall,
  hostCall,
  type PictureCall,
  type PictureResult,
  type PressCall,
  type PressResult,
  type ResultOf,
  type StreamWanted,
  streamWanted,
  type TrafficResult,
} from './call.ts'
export { type InProcessLink, linkInProcess } from './in-process.ts'
export type { HostEnd, HostHello, HostLink, HostLinkEvents, HostRole } from './link.ts'
export { type Log, noLog } from './log.ts'
export {
  type FenceSeen,
  type HostFacts,
  type LayerSeen,
  type MachineSeen,
  type MemoryCompatibility,
  type Report,
  report,
  type SnapshotSeen,
  snapshotSeen,
  type Trouble,
  type VolumeSeen,
} from './report.ts'
export type { ScreenLine, TakePiece } from './screen-line.ts'
export { hideSockets, type MachineSocket } from './show-socket.ts'
export { type AcceptNeeds, acceptHosts } from './socket-controller.ts'
export { type Dialled, type DialNeeds, dialController } from './socket-host.ts'
