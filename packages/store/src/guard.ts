import { type GuardKind, guardRules, shutMinutes } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'

/** What wrong guesses are counted by, and where. */
export interface Guard {
  readonly kind: GuardKind
  readonly of: string
}

const nameOf = ({ kind, of }: Guard): string => `${kind} ${of}`

/** Counts wrong guesses, of anything that is guessed at: passwords, codes. */
export const guards = {
  /** The guard that keeps its door shut for longest; null when all are open. */
  async shut(tx: Tx, all: readonly Guard[], now: Date): Promise<(Guard & { until: Date; failures: number }) | null> {
    const row = await tx
      .selectFrom('guards')
      .select(['name', 'failures', 'shut_until'])
      .where('name', 'in', all.map(nameOf))
      .where('shut_until', '>', now)
      .orderBy('shut_until', 'desc')
      .limit(1)
      .executeTakeFirst()
    const guard = all.find(one => nameOf(one) === row?.name)
    return row?.shut_until && guard ? { ...guard, until: row.shut_until, failures: row.failures } : null
  },

  /** Counts a wrong guess, and shuts the door when there were too many. */
  async failed(tx: Tx, { kind, of }: Guard, now: Date): Promise<void> {
    const forgottenBefore = new Date(now.getTime() - guardRules[kind].forgetHours * 3_600_000)
    const name = nameOf({ kind, of })
    const { failures } = await tx
      .insertInto('guards')
      .values({ name, failures: 1, failed_at: now })
      .onConflict(conflict =>
        conflict.column('name').doUpdateSet({
          failures: sql`case when guards.failed_at < ${forgottenBefore} then 1 else guards.failures + 1 end`,
          failed_at: now,
        }),
      )
      .returning('failures')
      .executeTakeFirstOrThrow()
    const minutes = shutMinutes(kind, failures)
    if (minutes === 0) return
    const shut_until = new Date(now.getTime() + minutes * 60_000)
    await tx.updateTable('guards').set({ shut_until }).where('name', '=', name).execute()
  },

  /** Opens the door again and forgets the guesses. */
  async lift(tx: Tx, guard: Guard): Promise<void> {
    await tx.deleteFrom('guards').where('name', '=', nameOf(guard)).execute()
  },

  /** Forgets what no rule looks at any more. */
  async tidy(tx: Tx, now: Date): Promise<void> {
    const before = new Date(now.getTime() - 24 * 3_600_000)
    await sql`delete from guards where failed_at < ${before} and coalesce(shut_until, ${before}) <= ${now}`.execute(tx)
  },
}
