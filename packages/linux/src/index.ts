export { type Cage, type Caged, encage, startCaged } from './cage.ts'
export {
  type CgroupLimits,
  type CgroupTree,
  findCgroups,
  joinCgroup,
  makeCgroup,
  outOfMemoryKills,
  removeCgroup,
} from './cgroup.ts'
export { changeLinks } from './change-links.ts'
export { connectUnix, type UnixConnection, unixPathMaxBytes } from './connectUnix.ts'
export { type DnsmasqsWanted, endDnsmasqs, keepDnsmasqs } from './dnsmasq.ts'
export { findUser, type SystemUser } from './findUser.ts'
export { SystemCallFailed } from './libc.ts'
export { NftRefused } from './libnftables.ts'
export { interfaceNameMaxBytes, ipBatch } from './link.ts'
export { isSealed, makeMemfd, sealMemfd } from './memfd.ts'
export { addNetns, deleteNetns, inNetns, listNetns, netnsIdentity, netnsState } from './netns.ts'
export { netnsPath } from './netns-path.ts'
export { type NftCounter, nftApply, nftClosedForwardChains, nftCounters, nftHasChain } from './nft.ts'
export { type PipeToFile, pipeToFile } from './pipeToFile.ts'
export {
  endProcess,
  findProcesses,
  type ProcessIdentity,
  processAlive,
  processIdentity,
  processWords,
} from './process.ts'
export { type Link, type LinkBytes, readLinkBytes, readLinks } from './read-links.ts'
export { removeTree } from './removeTree.ts'
export { hostResolvers } from './resolver.ts'
export { type Route, readRoutes } from './route.ts'
export { CommandFailed, type RunOptions, run } from './run.ts'
export { readSysctl, setNetnsSysctls, setSysctl } from './sysctl.ts'
export { openTap } from './tun.ts'
