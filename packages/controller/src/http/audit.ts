import type { Caller, LabId, NewId, TenantId } from '@paddock/model'
import { audit, type Tx } from '@paddock/store'

/** What the audit log says that an action was about. */
export interface Subject {
  readonly kind: string
  readonly id: string
  readonly name: string
  /** The lab that it is a part of; a lab is its own. */
  readonly lab?: LabId
}

/** What every audit record of one request says. */
export interface AuditFrame {
  readonly action: string
  readonly address: string
  readonly requestId: string
  readonly newId: NewId
  readonly clock: () => Date
}

/** How a request went. */
export interface Outcome {
  readonly actor: Pick<Caller, 'user' | 'name'> | null
  readonly tenant: TenantId | null
  readonly subject: Subject | null
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly code: string | null
}

export const writeAudit = (
  tx: Tx,
  frame: AuditFrame,
  { actor, tenant, subject, outcome, code }: Outcome,
): Promise<void> =>
  audit.write(tx, {
    id: frame.newId<'audit'>(),
    tenant_id: tenant,
    at: frame.clock(),
    actor_id: actor?.user ?? null,
    actor_name: actor?.name ?? null,
    action: frame.action,
    subject_kind: subject?.kind ?? null,
    subject_id: subject?.id ?? null,
    subject_name: subject?.name ?? null,
    lab_id: subject?.lab ?? null,
    address: frame.address,
    request_id: frame.requestId,
    outcome,
    code,
  })
