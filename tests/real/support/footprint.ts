import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findProcesses, run } from '@paddock/linux'

/** What is on the machine, by kind and name. Two of them are compared: what the later has beyond the earlier was left behind. */
export interface Footprint {
  readonly things: ReadonlySet<string>
  /** What this one has that the other has not. */
  beyond(other: Footprint): string[]
  /** Removes namespaces, links and processes that the other has not: a test's last resort. */
  removeBeyond(other: Footprint): Promise<void>
}

/** Programs that labs run on. */
const programs = ['qemu-system-x86_64', 'dnsmasq']

/** What the installation's things in the kernel are named after: namespaces, links, rules, control groups. */
export const tagOf = (data: string): string => createHash('sha256').update(data).digest('hex').slice(0, 4)

/**
 * Looks at the machine itself, not at what Paddock says of it: processes, namespaces, links, rules, control groups, and files of the
 * data folder that hold a lab's data. The library's own images, which are made in the background, are no lab's.
 */
export async function footprint(data: string): Promise<Footprint> {
  const processes = findProcesses(words => programs.some(program => (words[0] ?? '').endsWith(program))).filter(
    ({ identity }) => isOf(data, identity.pid),
  )
  const tag = tagOf(data)
  const namespaces: { name: string }[] = JSON.parse(
    (await run(['ip', '-json', 'netns', 'list'], { timeoutMs: 5_000 })) || '[]',
  )
  const links: { ifname: string }[] = JSON.parse(await run(['ip', '-json', 'link', 'show'], { timeoutMs: 5_000 }))
  const rules: { nftables: Record<string, unknown>[] } = JSON.parse(
    await run(['nft', '-j', 'list', 'ruleset'], { timeoutMs: 5_000 }),
  )
  const things = new Set([
    ...processes.map(({ identity }) => `process ${identity.pid} ${identity.startTicks}`),
    ...namespaces.filter(({ name }) => name.startsWith(`pd${tag}`)).map(({ name }) => `namespace ${name}`),
    ...links.filter(({ ifname }) => ifname.startsWith(`pd${tag}`)).map(({ ifname }) => `link ${ifname}`),
    ...rules.nftables
      .map(withoutNumbers)
      .filter(rule => rule.includes(`paddock_${tag}`))
      .map(rule => `rule ${rule}`),
    ...groups(tag).map(group => `cgroup ${group}`),
    ...['volumes/images', 'qemu/runs', 'qemu/vms', 'networks', 'ledger'].flatMap(folder =>
      filesBelow(join(data, 'host', folder))
        .filter(file => !isOfLibrary(file))
        .map(file => `file ${file.slice(data.length + 1)}`),
    ),
  ])
  const beyond = (other: Footprint) => [...things].filter(thing => !other.things.has(thing)).sort()
  return {
    things,
    beyond,
    async removeBeyond(other) {
      for (const { identity } of processes)
        if (!other.things.has(`process ${identity.pid} ${identity.startTicks}`)) endHard(identity.pid)
      await pause(100)
      for (const thing of beyond(other)) {
        const [kind, name = ''] = thing.split(' ')
        if (kind === 'namespace') await run(['ip', 'netns', 'delete', name], { timeoutMs: 5_000 }).catch(() => {})
        if (kind === 'link') await run(['ip', 'link', 'delete', name], { timeoutMs: 5_000 }).catch(() => {})
        if (kind === 'rule') {
          const table = (JSON.parse(thing.slice(5)) as { table?: { family: string; name: string } }).table
          if (table)
            await run(['nft', 'delete', 'table', table.family, table.name], { timeoutMs: 5_000 }).catch(() => {})
        }
      }
    },
  }
}

function endHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}

/** A rule without its counters and handles, which change by themselves. */
const withoutNumbers = (rule: unknown): string =>
  JSON.stringify(rule, (key, value) => (key === 'handle' || key === 'packets' || key === 'bytes' ? undefined : value))

/** A layer that was made by a recipe carries its checksum in the record beside it; one that was a disk has none. */
function isOfLibrary(file: string): boolean {
  try {
    return /"checksum":\s*"/.test(readFileSync(file.replace(/\.(qcow2|raw|iso)$/, '.json'), 'utf8'))
  } catch {
    return false
  }
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => !entry.isDirectory())
      .map(entry => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}

/** True when a process was started for, or has a file open of, a data folder. */
function isOf(data: string, pid: number): boolean {
  try {
    const open = readdirSync(`/proc/${pid}/fd`).map(fd => readlinkSync(`/proc/${pid}/fd/${fd}`))
    return [readFileSync(`/proc/${pid}/cmdline`, 'utf8'), ...open].some(text => text.includes(`${data}/`))
  } catch {
    return false
  }
}

/** Control groups of machines. An installation's own, which holds them, stays while it is installed. */
function groups(tag: string): string[] {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map(line => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
  return mounts.flatMap(([, at = '']) => {
    try {
      return readdirSync(at, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isDirectory() && join(entry.parentPath, entry.name).includes(`/paddock-${tag}/`))
        .map(entry => join(entry.parentPath, entry.name))
    } catch {
      return []
    }
  })
}
