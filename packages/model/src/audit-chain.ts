import type { AuditId, TenantId } from './id.ts'

/** A record of the audit log, every word of it: what its digest is made of. */
export interface AuditRecord {
  readonly id: AuditId
  readonly tenantId: TenantId | null
  /** To the microsecond, as the database has it. */
  readonly at: string
  readonly actorId: string | null
  readonly actorName: string | null
  readonly action: string
  readonly subjectKind: string | null
  readonly subjectId: string | null
  readonly subjectName: string | null
  readonly labId: string | null
  readonly address: string
  readonly requestId: string
  readonly outcome: string
  readonly code: string | null
  readonly changes: unknown
}

/** A record as a seal names it: its id, and its digest in hexadecimal. */
export type SealedRecord = readonly [id: AuditId, digest: string]

/** A group of records, chained to the group before. */
export interface AuditSeal {
  /** A tenant's id, or `installation`. */
  readonly chain: string
  /** 1, 2, 3 … without a gap. */
  readonly number: number
  /** The digest of the seal before; empty for the first. */
  readonly previous: string
  readonly sealedAt: string
  /** Records of seals up to this number were removed on purpose. */
  readonly removedThrough: number
  readonly records: readonly SealedRecord[]
  readonly digest: string
}

export type Sha256 = (text: string) => string

/**
 * What is wrong with the log, at the first place where something is.
 *
 * `record` is null where it is not about one: then it is about the seal.
 */
export interface AuditFault {
  readonly kind:
    | 'edited'
    | 'removed'
    | 'added'
    | 'reordered'
    | 'cut-off'
    | 'seal-edited'
    | 'seal-removed'
    | 'not-anchored'
  readonly seal: number
  readonly record: AuditId | null
}

export const recordDigest = (record: AuditRecord, sha256: Sha256): string =>
  sha256(
    canonical([
      record.id,
      record.tenantId,
      record.at,
      record.actorId,
      record.actorName,
      record.action,
      record.subjectKind,
      record.subjectId,
      record.subjectName,
      record.labId,
      record.address,
      record.requestId,
      record.outcome,
      record.code,
      record.changes,
    ]),
  )

export const sealDigest = (seal: Omit<AuditSeal, 'digest'>, sha256: Sha256): string =>
  sha256(canonical([seal.chain, seal.number, seal.previous, seal.sealedAt, seal.removedThrough, seal.records]))

/** JSON with the keys of every object in order: the same value is always the same text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** What one seal is checked against. */
export interface SealCheck {
  readonly seal: AuditSeal
  /** The seal before it; number 0 and an empty digest before the first. */
  readonly before: Pick<AuditSeal, 'number' | 'digest'>
  /** The records that are there, of those that it names. */
  readonly records: ReadonlyMap<AuditId, AuditRecord>
  /** Records of seals up to this number need not be there. */
  readonly removedThrough: number
  /** The digest that the anchor has for this number, if it has one. */
  readonly anchored: string | undefined
  readonly sha256: Sha256
}

/** The first thing that is wrong with a seal or with a record that it names; null when all is as it was sealed. Pure. */
export function sealFault({ seal, before, records, removedThrough, anchored, sha256 }: SealCheck): AuditFault | null {
  const about = (kind: AuditFault['kind'], record: AuditId | null = null, number = seal.number): AuditFault => ({
    kind,
    seal: number,
    record,
  })
  if (seal.number !== before.number + 1) return about('seal-removed', null, before.number + 1)
  if (seal.previous !== before.digest) return about('reordered')
  if (sealDigest(seal, sha256) !== seal.digest) return about('seal-edited')
  if (anchored !== undefined && anchored !== seal.digest) return about('not-anchored')
  for (const [id, digest] of seal.records) {
    const record = records.get(id)
    if (record === undefined) {
      if (seal.number > removedThrough) return about('removed', id)
      continue
    }
    if (recordDigest(record, sha256) === digest) continue
    const another = seal.records.some(
      ([other, sealed]) => other !== id && recordDigest({ ...record, id: other }, sha256) === sealed,
    )
    return about(another ? 'reordered' : 'edited', id)
  }
  return null
}

/** That seals were removed from the end of a chain, which only its anchor can tell. */
export const endFault = (last: number, anchoredThrough: number): AuditFault | null =>
  anchoredThrough > last ? { kind: 'cut-off', seal: last + 1, record: null } : null

/** What a fault means, as a sentence for whoever looks after the log. */
export function auditFaultWords({ kind, seal, record }: AuditFault): string {
  switch (kind) {
    case 'edited':
      return `The record ${record} of seal ${seal} is not as it was sealed: it was edited.`
    case 'removed':
      return `The record ${record} of seal ${seal} is missing: it was removed.`
    case 'added':
      return `The record ${record} is in no seal and does not wait for one: it was added behind Paddock’s back.`
    case 'reordered':
      return record === null
        ? `Seal ${seal} does not follow the one before it: the order was changed.`
        : `The record ${record} of seal ${seal} says what another was sealed with: the order was changed.`
    case 'cut-off':
      return `Seal ${seal} and what came after it are missing, and the anchor knows them: the end was cut off.`
    case 'seal-edited':
      return `Seal ${seal} does not fit its own digest: it was edited.`
    case 'seal-removed':
      return `Seal ${seal} is missing, and later ones are there: it was removed.`
    case 'not-anchored':
      return `Seal ${seal} is not the one that the anchor knows: the log was written anew from there on.`
  }
}
