import type { AuditVerification } from '@paddock/api'
import { type AuditFault, auditFaultWords, endFault, sealFault, type TenantId } from '@paddock/model'
import { auditChain, auditSeals, type Tx } from '@paddock/store'
import type { Anchor } from './anchor.ts'
import { sha256 } from './sealer.ts'

/** Seals that are read at once, and after how many records and seals a call is enough: a second's work. */
const sealsAtOnce = 200
const enough = 20_000

/**
 * Checks a chain from a seal on, as far as one call goes: every record against its seal, every seal against the one before, the end against
 * the anchor.
 *
 * The seal before the first is taken as it is: whoever checks a whole chain begins with 1 and goes on with `next`.
 */
export async function verifyAudit(
  tx: Tx,
  { tenant, from, anchor }: { tenant: TenantId | null; from: number; anchor: Anchor },
): Promise<AuditVerification> {
  const chain = auditChain(tenant)
  // The anchor first: a seal is there before it is anchored.
  const anchored = await anchor.of(chain)
  const anchoredThrough = Math.max(0, ...anchored.keys())
  let { removedThrough, waiting } = await auditSeals.facts(tx, tenant)
  const [former] = from > 1 ? await auditSeals.from(tx, chain, from - 1, 1) : []
  let before: { number: number; digest: string; sealedAt: string | null } =
    former?.number === from - 1 ? former : { number: from - 1, digest: '', sealedAt: null }
  let records = 0
  const answer = (fault: AuditFault | null, next: number | null): AuditVerification => ({
    from,
    through: before.number,
    sealedAt: before.sealedAt,
    records,
    removedThrough,
    anchoredThrough,
    waiting,
    next,
    fault: fault && { ...fault, message: auditFaultWords(fault) },
  })
  for (let work = 0; work < enough; ) {
    const seals = await auditSeals.from(tx, chain, before.number + 1, sealsAtOnce)
    const there = await auditSeals.records(
      tx,
      seals.flatMap(seal => seal.records.map(([id]) => id)),
    )
    for (const seal of seals) {
      const check = { seal, before, records: there, removedThrough, anchored: anchored.get(seal.number), sha256 }
      let fault = sealFault(check)
      if (fault?.kind === 'removed') {
        // It may have been removed on purpose a moment ago.
        ;({ removedThrough, waiting } = await auditSeals.facts(tx, tenant))
        fault = sealFault({ ...check, removedThrough })
      }
      if (fault) return answer(fault, null)
      before = seal
      records += seal.records.filter(([id]) => there.has(id)).length
      work += 1 + seal.records.length
    }
    if (seals.length < sealsAtOnce) {
      const cut = endFault(before.number, anchoredThrough)
      if (cut) return answer(cut, null)
      const added = await auditSeals.smuggledIn(tx, tenant)
      return answer(added && { kind: 'added', seal: before.number, record: added }, null)
    }
  }
  return answer(null, before.number + 1)
}
