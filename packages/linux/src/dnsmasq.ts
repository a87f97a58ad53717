import { createHash } from 'node:crypto'
import { readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { endProcess, findProcesses, type ProcessIdentity, processOfPidFile } from './process.ts'
import { removeTree } from './removeTree.ts'
import { run } from './run.ts'
import { inThreadNetns } from './thread-netns.ts'

/** Every dnsmasq of one folder: `configs` by key, each the whole configuration of one process but for its pid file. */
export interface DnsmasqsWanted {
  readonly netns: string
  readonly folder: string
  readonly configs: ReadonlyMap<string, string>
  /** True when the folder was made just now: then nothing can run from it, and all of /proc need not be read. */
  readonly fresh: boolean
}

const fileOf = (folder: string, key: string, config: string): string =>
  join(folder, `${key}.${createHash('sha256').update(config).digest('hex').slice(0, 16)}.conf`)
const wordOf = (file: string): string => `--conf-file=${file}`
const pidFileOf = (folder: string, key: string): string => join(folder, `${key}.pid`)

/**
 * The living dnsmasq of a key that has exactly this configuration, or null.
 *
 * The configuration's hash stands in the name of its file, and that in the process's words: so the process itself tells what it was
 * started with, and no state is kept that could be wrong after a crash.
 */
function dnsmasqRunning(folder: string, key: string, config: string): ProcessIdentity | null {
  const word = wordOf(fileOf(folder, key, config))
  return processOfPidFile(pidFileOf(folder, key), words => words.includes(word))
}

/** Every living dnsmasq that was started from a folder; also one that was cut off before it wrote its pid file. */
const dnsmasqsOf = (folder: string): { identity: ProcessIdentity; key: string }[] => {
  const prefix = wordOf(`${folder}/`)
  return findProcesses(words => words.some(word => word.startsWith(prefix))).map(({ identity, words }) => ({
    identity,
    key:
      words
        .find(word => word.startsWith(prefix))
        ?.slice(prefix.length)
        .split('.')[0] ?? '',
  }))
}

/**
 * Makes sure that of a folder exactly the wanted processes run.
 *
 * A change of configuration means a new process, 20 ms without answers. Nothing is lost by it where all leases are fixed: clients ask again.
 */
export async function keepDnsmasqs(wanted: DnsmasqsWanted): Promise<ReadonlyMap<string, ProcessIdentity>> {
  const { netns, folder, configs, fresh } = wanted
  const running = new Map<string, ProcessIdentity>()
  for (const [key, config] of configs) {
    const identity = dnsmasqRunning(folder, key, config)
    if (identity) running.set(key, identity)
  }
  const files = fresh ? [] : await readdir(folder)
  const keys = new Set(files.flatMap(name => /^([a-z0-9]+)\.(pid|[0-9a-f]{16}\.conf(\.new)?)$/.exec(name)?.[1] ?? []))
  const stale = [...keys].filter(key => !running.has(key))
  if (stale.length > 0 || (running.size < configs.size && !fresh))
    await Promise.all(
      dnsmasqsOf(folder)
        .filter(({ identity, key }) => running.get(key)?.pid !== identity.pid)
        .map(({ identity }) => endProcess(identity)),
    )
  for (const name of files)
    if (stale.some(key => name.startsWith(`${key}.`))) await removeTree(join(folder, name), folder)
  const missing = [...configs].filter(([key]) => !running.has(key))
  await Promise.all(
    missing.map(async ([key, config]) => {
      const file = fileOf(folder, key, config)
      await writeFile(`${file}.new`, config, { mode: 0o644 })
      await rename(`${file}.new`, file)
      const words = ['dnsmasq', wordOf(file), `--pid-file=${pidFileOf(folder, key)}`]
      // It goes into the background by itself once its sockets are open, so the end of this command means that it answers.
      await inThreadNetns(netns, () => run(words, { timeoutMs: 10_000 }))
      const started = dnsmasqRunning(folder, key, config)
      if (!started) throw new Error(`dnsmasq ended as soon as it was started with ${file}.`)
      running.set(key, started)
    }),
  )
  return running
}

/** Ends every dnsmasq that was started from a folder. */
export async function endDnsmasqs(folder: string): Promise<void> {
  await Promise.all(dnsmasqsOf(folder).map(({ identity }) => endProcess(identity)))
}
