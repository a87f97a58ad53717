import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Assignment, assignment, type Log } from '@paddock/host-api'
import type { RunId, SnapshotId } from '@paddock/model'
import type { z } from 'zod'
import { type RunRecord, runRecord } from './record.ts'
import { type SnapshotRecord, snapshotRecord } from './snapshot-record.ts'

/** What a host must not forget when its daemon dies: the newest assignment, and what became of each run. */
export interface Ledger {
  assignment(): Promise<Assignment | null>
  keepAssignment(assignment: Assignment): Promise<void>
  /** Asked once, before anything is written. */
  runs(): Promise<readonly RunRecord[]>
  keepRun(record: RunRecord): Promise<void>
  forgetRun(run: RunId): Promise<void>
  /** Asked once, before anything is written. */
  snapshots(): Promise<readonly SnapshotRecord[]>
  keepSnapshot(record: SnapshotRecord): Promise<void>
  forgetSnapshot(snapshot: SnapshotId): Promise<void>
}

/**
 * A ledger in a folder: `assignment.json`, and one file per run in `runs` and per snapshot in `snapshots`.
 *
 * What is kept survives a crash of the machine once the call has resolved. A file that cannot be read is said in the log and
 * set aside under another name, never deleted: its owner may want to know what was in it.
 */
export function folderLedger({ log }: { log: Log }, folder: string): Ledger {
  const assignmentFile = join(folder, 'assignment.json')
  const runsFolder = join(folder, 'runs')
  const runFile = (run: RunId) => join(runsFolder, `${run}.json`)
  const snapshotsFolder = join(folder, 'snapshots')
  const snapshotFile = (snapshot: SnapshotId) => join(snapshotsFolder, `${snapshot}.json`)

  async function read<T>(file: string, schema: z.ZodType<T>): Promise<T | null> {
    let text: string
    try {
      text = await readFile(file, 'utf8')
    } catch (cause) {
      if (hasCode(cause, 'ENOENT')) return null
      throw cause
    }
    try {
      return schema.parse(JSON.parse(text))
    } catch (cause) {
      const aside = `${file}.unreadable-${Date.now()}`
      await rename(file, aside)
      log.error({ err: cause, file, aside }, 'ledger unreadable, set aside')
      return null
    }
  }

  async function readAll<T>(from: string, schema: z.ZodType<T>): Promise<T[]> {
    await mkdir(from, { recursive: true, mode: 0o700 })
    await removeUnfinished(from)
    const names = (await readdir(from)).filter(name => name.endsWith('.json'))
    const records = await Promise.all(names.map(name => read(join(from, name), schema)))
    return records.filter(record => record !== null)
  }

  return {
    assignment: () => read(assignmentFile, assignment),
    keepAssignment: wanted => write(assignmentFile, wanted),
    async runs() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await removeUnfinished(folder)
      return readAll(runsFolder, runRecord)
    },
    keepRun: record => write(runFile(record.run), record),
    forgetRun: run => rm(runFile(run), { force: true }),
    snapshots: () => readAll(snapshotsFolder, snapshotRecord),
    keepSnapshot: record => write(snapshotFile(record.snapshot), record),
    forgetSnapshot: snapshot => rm(snapshotFile(snapshot), { force: true }),
  }
}

/** A ledger that lives as long as the object: for simulated hosts. */
export function memoryLedger(): Ledger {
  let newest: Assignment | null = null
  const records = new Map<RunId, RunRecord>()
  const snapshots = new Map<SnapshotId, SnapshotRecord>()
  return {
    assignment: async () => newest,
    async keepAssignment(wanted) {
      newest = wanted
    },
    runs: async () => [...records.values()],
    keepRun: async record => void records.set(record.run, record),
    forgetRun: async run => void records.delete(run),
    snapshots: async () => [...snapshots.values()],
    keepSnapshot: async record => void snapshots.set(record.snapshot, record),
    forgetSnapshot: async snapshot => void snapshots.delete(snapshot),
  }
}

let written = 0
const unfinished = '.new'

/** Removes what a daemon that was killed had not written to its end. A ledger has one daemon at a time. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith(unfinished)) await rm(join(folder, name))
}

/** Replaces a file so that a reader finds the old text or the new, whole, whatever happens in between. */
async function write(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  written += 1
  const temporary = `${file}.${process.pid}-${written}${unfinished}`
  const handle = await open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(JSON.stringify(value))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  // The rename itself is durable only once its folder is (fsync(2), "Calling fsync() does not necessarily ensure").
  const folder = await open(dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const hasCode = (cause: unknown, code: string): boolean =>
  cause instanceof Error && 'code' in cause && cause.code === code
