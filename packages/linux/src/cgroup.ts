import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a group of processes may use. */
export interface CgroupLimits {
  /** Its share when processors are short, in processors. */
  readonly cpuShare: number
  /** Never more than so many processors. */
  readonly cpuMax: number
  readonly memoryBytes: number
  readonly processes: number
}

/** The kernel's control groups: version 2 in one tree, or version 1 with a tree for each controller. */
export type CgroupTree =
  | { readonly version: 2; readonly root: string }
  | { readonly version: 1; readonly cpu: string | null; readonly memory: string | null; readonly pids: string | null }

const cpuPeriodMicroseconds = 100_000
/** The weight of one processor that both versions begin with. Sources: cgroup-v2.rst `cpu.weight`, sched-bwc.rst `cpu.shares`. */
const weightPerCpu = { 1: 1024, 2: 100 } as const

/**
 * Finds the trees of this machine.
 *
 * Version 2 counts only where it has controllers: machines with both have it mounted empty.
 */
export function findCgroups(mounts = readFileSync('/proc/self/mounts', 'utf8')): CgroupTree {
  const lines = mounts.split('\n').map(line => line.split(' '))
  const unified = lines.find(words => words[2] === 'cgroup2')?.[1]
  if (unified !== undefined && has(join(unified, 'cgroup.controllers'), 'memory')) return { version: 2, root: unified }
  const of = (controller: string) =>
    lines.find(words => words[2] === 'cgroup' && words[3]?.split(',').includes(controller))?.[1] ?? null
  return { version: 1, cpu: of('cpu'), memory: of('memory'), pids: of('pids') }
}

/** Makes the group, or brings it to the limits. A controller that this machine lacks limits nothing. */
export function makeCgroup(tree: CgroupTree, group: string, limits: CgroupLimits): void {
  for (const folder of foldersOf(tree, group)) mkdirSync(folder, { recursive: true })
  const quota = Math.round(limits.cpuMax * cpuPeriodMicroseconds)
  if (tree.version === 2) {
    // Controllers reach a group only through every parent (cgroup-v2.rst, "Enabling and Disabling").
    for (const parent of [tree.root, join(tree.root, dirname(group))])
      writeFileSync(join(parent, 'cgroup.subtree_control'), '+cpu +memory +pids')
    const folder = join(tree.root, group)
    const weight = Math.min(10_000, Math.max(1, Math.round(limits.cpuShare * weightPerCpu[2])))
    writeFileSync(join(folder, 'cpu.weight'), `${weight}`)
    writeFileSync(join(folder, 'cpu.max'), `${quota} ${cpuPeriodMicroseconds}`)
    writeFileSync(join(folder, 'memory.max'), `${limits.memoryBytes}`)
    writeFileSync(join(folder, 'pids.max'), `${limits.processes}`)
    return
  }
  if (tree.cpu !== null) {
    const folder = join(tree.cpu, group)
    writeFileSync(join(folder, 'cpu.shares'), `${Math.max(2, Math.round(limits.cpuShare * weightPerCpu[1]))}`)
    // A kernel without bandwidth control has no such file.
    if (existsSync(join(folder, 'cpu.cfs_quota_us'))) {
      writeFileSync(join(folder, 'cpu.cfs_period_us'), `${cpuPeriodMicroseconds}`)
      writeFileSync(join(folder, 'cpu.cfs_quota_us'), `${quota}`)
    }
  }
  if (tree.memory !== null) writeFileSync(join(tree.memory, group, 'memory.limit_in_bytes'), `${limits.memoryBytes}`)
  if (tree.pids !== null) writeFileSync(join(tree.pids, group, 'pids.max'), `${limits.processes}`)
}

/** Moves a process, all its threads and what it will fork, into the group. */
export function joinCgroup(tree: CgroupTree, group: string, pid: number): void {
  for (const folder of foldersOf(tree, group)) writeFileSync(join(folder, 'cgroup.procs'), `${pid}`)
}

/** How often the kernel killed in the group because it wanted more memory than it may have. */
export function outOfMemoryKills(tree: CgroupTree, group: string): number {
  const file =
    tree.version === 2
      ? join(tree.root, group, 'memory.events')
      : tree.memory === null
        ? null
        : join(tree.memory, group, 'memory.oom_control')
  if (file === null || !existsSync(file)) return 0
  return Number(/^oom_kill (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0)
}

/** Removes a group (`installation/run`) whose processes are gone. One that is not there is no error. */
export async function removeCgroup(tree: CgroupTree, group: string): Promise<void> {
  for (const folder of foldersOf(tree, group)) {
    for (let tries = 1; existsSync(folder); tries++) {
      try {
        rmdirSync(folder)
      } catch (cause) {
        // A process that has just ended leaves its group a moment later.
        if (tries === 100) throw cause
        await sleep(10)
      }
    }
    removeIfEmpty(dirname(folder))
  }
}

/** The folder that groups of an installation share goes with the last of them. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch (cause) {
    if (
      !(
        cause instanceof Error &&
        'code' in cause &&
        (cause.code === 'EBUSY' || cause.code === 'ENOTEMPTY' || cause.code === 'ENOENT')
      )
    )
      throw cause
  }
}

function foldersOf(tree: CgroupTree, group: string): string[] {
  const roots = tree.version === 2 ? [tree.root] : [tree.cpu, tree.memory, tree.pids]
  // Controllers may share one tree ("cpu,cpuacct").
  return [...new Set(roots.filter(root => root !== null))].map(root => join(root, group))
}

function has(file: string, word: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').split(/\s+/).includes(word)
}
