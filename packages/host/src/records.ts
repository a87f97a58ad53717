import type { RunId, SnapshotId } from '@paddock/model'
import type { Ledger } from './ledger.ts'
import type { RunRecord } from './record.ts'
import type { SnapshotRecord } from './snapshot-record.ts'

/** The ledger's records of runs and snapshots, with a copy in memory. What {@link Records.keep} was told is on disk once it resolves. */
export interface Records {
  readonly all: ReadonlyMap<RunId, RunRecord>
  keep(record: RunRecord): Promise<void>
  forget(run: RunId): Promise<void>
  readonly snapshots: ReadonlyMap<SnapshotId, SnapshotRecord>
  keepSnapshot(record: SnapshotRecord): Promise<void>
  forgetSnapshot(snapshot: SnapshotId): Promise<void>
}

export async function openRecords(ledger: Ledger): Promise<Records> {
  const all = new Map((await ledger.runs()).map(record => [record.run, record]))
  const snapshots = new Map((await ledger.snapshots()).map(record => [record.snapshot, record]))
  return {
    all,
    async keep(record) {
      await ledger.keepRun(record)
      all.set(record.run, record)
    },
    async forget(run) {
      await ledger.forgetRun(run)
      all.delete(run)
    },
    snapshots,
    async keepSnapshot(record) {
      await ledger.keepSnapshot(record)
      snapshots.set(record.snapshot, record)
    },
    async forgetSnapshot(snapshot) {
      await ledger.forgetSnapshot(snapshot)
      snapshots.delete(snapshot)
    },
  }
}
