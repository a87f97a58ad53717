import type { AuditRetention, AuditView, LabDeed } from '@paddock/api'
import { type AuditRetentionRow, audit, auditRetention, checkRevision, demandEverywhere } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { viewPage } from '../http/page.ts'
import type { Handlers } from '../route.ts'
import { verifyAudit } from './verify.ts'

type Row = Awaited<ReturnType<typeof audit.page>>['rows'][number]

const retentionView = ({ days, revision }: AuditRetentionRow): AuditRetention => ({ days, revision })

type AuditEndpoint = 'auditList' | 'auditVerify' | 'auditRetention' | 'auditRetain'

export function auditRoutes({ anchor, wakeRetention }: HttpNeeds): Handlers<AuditEndpoint> {
  return {
    auditRetention: ({ caller, read }) =>
      read(async tx => retentionView(await auditRetention.own(tx, caller, 'audit.view'))),
    async auditRetain({ caller, session, body, revision, change, about }) {
      const told = await change(async tx => {
        about({ kind: 'audit', id: caller.tenant ?? '', name: session.tenant?.slug ?? '' })
        const now = await auditRetention.own(tx, caller, 'audit.manage', { lock: true })
        checkRevision(now, revision)
        return retentionView(await auditRetention.update(tx, now, body))
      })
      wakeRetention()
      return told
    },
    auditVerify: ({ caller, query, read }) =>
      read(tx => {
        demandEverywhere(caller, 'audit.view')
        return verifyAudit(tx, { tenant: caller.tenant, from: query.from, anchor })
      }),
    auditList: ({ caller, query, read }) => read(async tx => viewPage(await audit.page(tx, caller, query), auditView)),
  }
}

/** A record as whoever may see its lab is shown it. */
export const deedView = (row: Row): LabDeed => ({
  id: row.id,
  at: row.at.toISOString(),
  actor: row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name ?? '' },
  action: row.action,
  subject:
    row.subject_kind === null
      ? null
      : { kind: row.subject_kind, id: row.subject_id ?? '', name: row.subject_name ?? '' },
  requestId: row.request_id,
  outcome: row.outcome,
  code: row.code,
})

/** A record as it is shown to whoever may see all of them. */
export const auditView = (row: Row): AuditView => ({
  ...deedView(row),
  address: row.address,
  changes: Object.entries(row.changes ?? {}).map(([field, [before, after]]) => ({
    field,
    before: asText(before),
    after: asText(after),
  })),
})

const asText = (value: unknown): string | null =>
  value === null ? null : typeof value === 'string' ? value : JSON.stringify(value)
