import { createHash } from 'node:crypto'
import type { Log } from '@paddock/host-api'
import { type AuditSeal, recordDigest, sealDigest } from '@paddock/model'
import { auditChain, auditSeals, type ChainEnd, type Database, type Tx, type Waiting } from '@paddock/store'
import type { Feed } from '../event/feed.ts'
import { loop } from '../reconcilers/loop.ts'
import type { Anchor } from './anchor.ts'

/** Most records of one seal, and most of one pass. */
const recordsPerSeal = 50
const recordsPerPass = 1_000

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export interface SealerNeeds {
  readonly database: Database
  readonly feed: Feed
  readonly clock: () => Date
  readonly log: Log
  readonly anchor: Anchor
  readonly everyMs: number
}

/**
 * Seals what was recorded since, again and again: each record becomes a part of its chain within a moment of its commit.
 *
 * Every controller runs one, one of them at a time seals, and each writes its own anchor. A pass is one transaction: whoever dies in it
 * leaves nothing, and the next does the same work.
 */
export function startSealer({ database, feed, clock, log, anchor, everyMs }: SealerNeeds): { close(): Promise<void> } {
  /** There may be seals, of this controller's or another's, that the anchor has not. */
  let unanchored = true
  const sealing = loop({
    name: 'audit sealer',
    log,
    async pass() {
      const more = await database.ofEveryone(tx => sealWaiting(tx, clock()))
      if (unanchored) {
        unanchored = false
        await anchor.keep(await database.ofEveryone(tx => auditSeals.ends(tx))).catch(cause => {
          unanchored = true
          throw cause
        })
      }
      if (more) sealing.wake()
    },
  })
  const heard = (): void => {
    unanchored = true
    sealing.wake()
  }
  const unsubscribe = feed.subscribe({
    changed: ({ kind }) => {
      if (kind === 'audit') heard()
    },
    gap: heard,
  })
  sealing.wake()
  const timer = setInterval(sealing.wake, everyMs)
  return {
    async close() {
      clearInterval(timer)
      unsubscribe()
      await sealing.close()
    },
  }
}

/** Seals the oldest records that wait. True when there may be more. */
async function sealWaiting(tx: Tx, now: Date): Promise<boolean> {
  if (!(await auditSeals.takeTurn(tx))) return false
  const waiting = await auditSeals.waiting(tx, recordsPerPass)
  if (waiting.length === 0) return false
  const ofTenants = Map.groupBy(waiting, ({ tenant }) => tenant)
  const ends = await auditSeals.ends(tx, [...ofTenants.keys()].map(auditChain))
  for (const [tenant, records] of ofTenants) {
    const chain = auditChain(tenant)
    await auditSeals.append(tx, tenant, sealsOf(ends.get(chain) ?? { chain, number: 0, digest: '' }, records, now))
  }
  return waiting.length === recordsPerPass
}

/** What stands in a seal for a record that vanished before it was sealed: nothing has this digest. */
const nothing = '0'.repeat(64)

function sealsOf(end: ChainEnd, waiting: readonly Waiting[], now: Date): AuditSeal[] {
  const seals: AuditSeal[] = []
  for (let at = 0; at < waiting.length; at += recordsPerSeal) {
    const records = waiting
      .slice(at, at + recordsPerSeal)
      .map(({ id, record }) => [id, record === null ? nothing : recordDigest(record, sha256)] as const)
    seals.push(nextSeal(seals.at(-1) ?? end, { records, now }))
  }
  return seals
}

/** The seal that follows another. */
export function nextSeal(
  { chain, number, digest }: ChainEnd,
  { records, now, removedThrough = 0 }: { records: AuditSeal['records']; now: Date; removedThrough?: number },
): AuditSeal {
  const seal = {
    chain,
    number: number + 1,
    previous: digest,
    sealedAt: now.toISOString(),
    removedThrough,
    records,
  }
  return { ...seal, digest: sealDigest(seal, sha256) }
}
