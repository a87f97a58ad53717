import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  type AuditFault,
  type AuditRecord,
  type AuditSeal,
  endFault,
  recordDigest,
  sealDigest,
  sealFault,
} from './audit-chain.ts'
import type { AuditId, TenantId } from './id.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const record = (at: number): AuditRecord => ({
  id: `record-${at}` as AuditId,
  tenantId: 'acme' as TenantId,
  at: `2026-11-23T12:00:00.00000${at}Z`,
  actorId: 'mia',
  actorName: 'Mia',
  action: 'lab.update',
  subjectKind: 'lab',
  subjectId: `lab-${at}`,
  subjectName: 'A lab',
  labId: null,
  address: '192.0.2.1',
  requestId: `request-${at}`,
  outcome: 'done',
  code: null,
  changes: { name: ['One', 'Two'], cores: [1, 2] },
})

interface Log {
  seals: AuditSeal[]
  records: Map<AuditId, AuditRecord>
  anchor: Map<number, string>
}

function seal(previous: AuditSeal | undefined, records: readonly AuditRecord[], removedThrough = 0): AuditSeal {
  const open = {
    chain: 'acme',
    number: (previous?.number ?? 0) + 1,
    previous: previous?.digest ?? '',
    sealedAt: '2026-11-23T12:00:01.000Z',
    removedThrough,
    records: records.map(one => [one.id, recordDigest(one, sha256)] as const),
  }
  return { ...open, digest: sealDigest(open, sha256) }
}

/** Three groups of two records, and an anchor that knows all of them. */
function log(): Log {
  const records = Array.from({ length: 6 }, (_, at) => record(at + 1))
  const seals: AuditSeal[] = []
  for (const at of [0, 2, 4]) seals.push(seal(seals.at(-1), records.slice(at, at + 2)))
  return {
    seals,
    records: new Map(records.map(one => [one.id, one])),
    anchor: new Map(seals.map(({ number, digest }) => [number, digest])),
  }
}

function firstFault({ seals, records, anchor }: Log): AuditFault | null {
  let before = { number: 0, digest: '' }
  const removedThrough = Math.max(0, ...seals.map(one => one.removedThrough))
  for (const one of seals) {
    const check = { seal: one, before, records, removedThrough, anchored: anchor.get(one.number), sha256 }
    const fault = sealFault(check)
    if (fault) return fault
    before = one
  }
  return endFault(before.number, Math.max(0, ...anchor.keys()))
}

const id = (at: number) => `record-${at}` as AuditId

const edit = (log: Log, at: number, changed: Partial<AuditRecord>): void =>
  void log.records.set(id(at), { ...(log.records.get(id(at)) as AuditRecord), ...changed })

const cases: { what: string; tamper: (log: Log) => void; says: AuditFault | null }[] = [
  { what: 'a log that nobody touched', tamper: () => {}, says: null },
  {
    what: 'another name in a record',
    tamper: log => edit(log, 3, { actorName: 'Ben' }),
    says: { kind: 'edited', seal: 2, record: id(3) },
  },
  {
    what: 'another microsecond',
    tamper: log => edit(log, 1, { at: '2026-11-23T12:00:00.000009Z' }),
    says: { kind: 'edited', seal: 1, record: id(1) },
  },
  {
    what: 'another value before a change',
    tamper: log => edit(log, 6, { changes: { name: ['None', 'Two'], cores: [1, 2] } }),
    says: { kind: 'edited', seal: 3, record: id(6) },
  },
  {
    what: 'the fields of a change in another order, which is the same',
    tamper: log => edit(log, 6, { changes: { cores: [1, 2], name: ['One', 'Two'] } }),
    says: null,
  },
  {
    what: 'a record that is gone',
    tamper: log => void log.records.delete(id(4)),
    says: { kind: 'removed', seal: 2, record: id(4) },
  },
  {
    what: 'the newest record gone',
    tamper: log => void log.records.delete(id(6)),
    says: { kind: 'removed', seal: 3, record: id(6) },
  },
  {
    what: 'two records that changed places',
    tamper: log => {
      const [one, two] = [log.records.get(id(3)), log.records.get(id(4))] as [AuditRecord, AuditRecord]
      log.records.set(id(3), { ...two, id: id(3) })
      log.records.set(id(4), { ...one, id: id(4) })
    },
    says: { kind: 'reordered', seal: 2, record: id(3) },
  },
  {
    what: 'two seals that changed places',
    tamper: log => {
      const [, two, three] = log.seals as [AuditSeal, AuditSeal, AuditSeal]
      log.seals.splice(1, 2, { ...three, number: 2 }, { ...two, number: 3 })
    },
    says: { kind: 'reordered', seal: 2, record: null },
  },
  {
    what: 'a record that was taken out of its seal',
    tamper: log => {
      const [one] = log.seals as [AuditSeal]
      log.seals[0] = { ...one, records: one.records.slice(0, 1) }
    },
    says: { kind: 'seal-edited', seal: 1, record: null },
  },
  {
    what: 'a seal that is gone',
    tamper: log => void log.seals.splice(1, 1),
    says: { kind: 'seal-removed', seal: 2, record: null },
  },
  {
    what: 'the last two seals gone',
    tamper: log => void log.seals.splice(1),
    says: { kind: 'cut-off', seal: 2, record: null },
  },
  { what: 'all seals gone', tamper: log => void log.seals.splice(0), says: { kind: 'cut-off', seal: 1, record: null } },
  {
    what: 'a log that was edited and sealed anew',
    tamper: log => {
      edit(log, 3, { actorName: 'Ben' })
      const records = [...log.records.values()]
      log.seals[1] = seal(log.seals[0], records.slice(2, 4))
      log.seals[2] = seal(log.seals[1], records.slice(4))
    },
    says: { kind: 'not-anchored', seal: 2, record: null },
  },
  {
    what: 'old records that were removed on purpose, which a seal says',
    tamper: log => {
      log.seals.push(seal(log.seals.at(-1), [], 2))
      for (const at of [1, 2, 3, 4]) log.records.delete(id(at))
    },
    says: null,
  },
  {
    what: 'more records gone than were removed on purpose',
    tamper: log => {
      log.seals.push(seal(log.seals.at(-1), [], 2))
      for (const at of [1, 2, 3, 4, 5]) log.records.delete(id(at))
    },
    says: { kind: 'removed', seal: 3, record: id(5) },
  },
]

for (const { what, tamper, says } of cases)
  test(`the audit log’s verifier tells ${says ? `${says.kind} at the right place` : 'that all is well'}: ${what} (AUD-1)`, () => {
    const tampered = log()
    tamper(tampered)
    assert.deepEqual(firstFault(tampered), says)
  })
