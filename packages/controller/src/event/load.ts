import type { LiveEvent } from '@paddock/api'
import type { Caller, Permission, ProjectId } from '@paddock/model'
import { assets, audit, type Change, hosts, type Tx, templates } from '@paddock/store'
import { assetViews } from '../asset/view.ts'
import { auditView } from '../audit/routes.ts'
import { hostView } from '../host/view.ts'
import { labSummaries } from '../lab/view.ts'
import { templateViews } from '../template/view.ts'
import type { Batch } from './batch.ts'

type Distributed<Type> = Type extends unknown ? Omit<Type, 'sequence'> : never

/** An event before it has its number, and who may see it. */
export interface LoadedEvent {
  readonly event: Distributed<LiveEvent>
  readonly permission: Permission
  /** Null: what the event says is no project's. */
  readonly project: ProjectId | null
}

type Kind = Change['kind']
const pick = <K extends Kind>(batch: Batch, kind: K) =>
  batch.filter((change): change is Change & { kind: K } => change.kind === kind)

/** What people of one tenant, or the operators, are to be told after some changes: everything as it is now, loaded once for all of them. */
export async function loadEvents(
  tx: Tx,
  { batch, scope, now }: { batch: Batch; scope: Caller; now: Date },
): Promise<LoadedEvent[]> {
  const own = batch.filter(change => change.tenant === scope.tenant)
  return [
    ...(scope.tenant === null ? [] : await labEvents(tx, pick(own, 'lab'), now)),
    ...(await libraryEvents(tx, scope, batch)),
    ...(await auditEvents(tx, scope, pick(own, 'audit'))),
    ...(scope.tenant === null ? await hostEvents(tx, pick(batch, 'host'), now) : []),
  ]
}

async function labEvents(tx: Tx, changes: readonly (Change & { kind: 'lab' })[], now: Date): Promise<LoadedEvent[]> {
  if (changes.length === 0) return []
  const found = await labSummaries(tx, { ids: changes.filter(({ gone }) => !gone).map(({ id }) => id) }, now)
  const there = new Set(found.map(lab => lab.id))
  return [
    ...found.map(
      lab => ({ event: { kind: 'lab', lab } as const, permission: 'lab.view', project: lab.project.id }) as const,
    ),
    // Of which project it was can't be asked any more; an id alone tells nobody anything.
    ...changes
      .filter(({ id }) => !there.has(id))
      .map(
        ({ id }) =>
          ({ event: { kind: 'lab-gone', labId: id } as const, permission: 'lab.view', project: null }) as const,
      ),
  ]
}

async function libraryEvents(tx: Tx, scope: Caller, batch: Batch): Promise<LoadedEvent[]> {
  const visible = batch.filter(change => change.tenant === null || change.tenant === scope.tenant)
  // Copies of layers carry no tenant: whose templates stand on them, the look-up knows.
  const layers = pick(batch, 'layer').map(({ id }) => id)
  const changes = pick(visible, 'template')
  const ids = changes.map(({ id }) => id)
  const found = await templates.ofIds(tx, scope, [...new Set([...ids, ...(await templates.standingOn(tx, layers))])])
  const there = new Set(found.map(template => template.id))
  const files = await assets.ofLayers(tx, scope, layers)
  return [
    ...(await templateViews(tx, found)).map(
      template => ({ event: { kind: 'template', template }, permission: 'template.view', project: null }) as const,
    ),
    ...ids
      .filter(id => !there.has(id))
      .map(
        id =>
          ({ event: { kind: 'template-gone', templateId: id }, permission: 'template.view', project: null }) as const,
      ),
    ...(await assetViews(tx, files)).map(
      asset => ({ event: { kind: 'asset', asset }, permission: 'asset.view', project: null }) as const,
    ),
  ]
}

/** A seal's records are told together: a thousand refusals are twenty events. */
async function auditEvents(
  tx: Tx,
  scope: Caller,
  changes: readonly (Change & { kind: 'audit' })[],
): Promise<LoadedEvent[]> {
  const events: LoadedEvent[] = []
  for (const { id } of changes) {
    const rows = await audit.ofSeal(tx, scope.tenant, Number(id))
    if (rows.length > 0)
      events.push({ event: { kind: 'audit', records: rows.map(auditView) }, permission: 'audit.view', project: null })
  }
  return events
}

async function hostEvents(tx: Tx, changes: readonly (Change & { kind: 'host' })[], now: Date): Promise<LoadedEvent[]> {
  const found = await hosts.ofIds(
    tx,
    changes.map(({ id }) => id),
  )
  return found.map(host => ({
    event: { kind: 'host', host: hostView(host, now) },
    permission: 'host.view',
    project: null,
  }))
}
