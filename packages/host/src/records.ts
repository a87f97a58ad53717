import type { RunId } from '@paddock/model'
import type { Ledger } from './ledger.ts'
import type { RunRecord } from './record.ts'

/** The ledger's records of runs, with a copy in memory. What {@link Records.keep} was told is on disk once it resolves. */
export interface Records {
  readonly all: ReadonlyMap<RunId, RunRecord>
  keep(record: RunRecord): Promise<void>
  forget(run: RunId): Promise<void>
}

export async function openRecords(ledger: Ledger): Promise<Records> {
  const all = new Map((await ledger.runs()).map(record => [record.run, record]))
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
  }
}
