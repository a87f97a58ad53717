import type { EndpointOf } from '@paddock/api'
import { type Caller, type LabSpec, limits, Problem, type VolumeId } from '@paddock/model'
import { type Granted, labs, labWholes, snapshots, type TemplateRow, type Tx, templates, volumes } from '@paddock/store'
import type { z } from 'zod'
import { contentOf } from '../lab/content.ts'
import { demandKept } from '../lab/power.ts'
import type { Needs } from '../needs.ts'
import { demandTaken, specOf } from '../snapshot/save.ts'
import { demandParts } from './create.ts'

type Wish = z.output<EndpointOf<'templatePublish'>['body']>

/**
 * Publishes the next version of a template: of a snapshot, a lab as it is now, or a document. Layers are shared, so nothing is copied.
 *
 * @returns its number
 * @throws Problem `limit-reached`; `not-found`, `not-ready`, `not-now` of what it is to be made of
 */
export async function publishVersion(
  needs: Needs,
  tx: Tx,
  { caller, template, wish }: { caller: Caller; template: Granted<'template.manage', TemplateRow>; wish: Wish },
): Promise<number> {
  if (template.version_count >= limits.versionsPerTemplate)
    throw new Problem(
      'limit-reached',
      `A template has at most ${limits.versionsPerTemplate} versions. Delete one first that no lab was made from.`,
    )
  const spec = await specOfWish(needs, tx, caller, wish)
  return templates.publish(tx, template, {
    spec,
    note: wish.note,
    author: caller,
    at: needs.clock(),
    makeDefault: wish.makeDefault,
    snapshot: wish.snapshotId ?? null,
  })
}

async function specOfWish(needs: Needs, tx: Tx, caller: Caller, { snapshotId, labId, spec }: Wish): Promise<LabSpec> {
  if (snapshotId !== undefined) {
    const snapshot = await snapshots.one(tx, caller, snapshotId, 'lab.create', { lock: true })
    demandTaken(snapshot)
    return specOf(snapshot.content)
  }
  if (labId !== undefined) {
    const lab = await labs.one(tx, caller, labId, 'lab.create', { lock: true })
    demandKept(lab)
    const bases = await volumes.seal(tx, lab, needs.newId<'volume'> as () => VolumeId)
    const [whole] = await labWholes(tx, [lab.id])
    const vms = whole?.vms.filter(vm => vm.intent !== 'deleted') ?? []
    return specOf(contentOf({ networks: whole?.networks ?? [], vms }, { bases, ran: new Set(), memories: new Map() }))
  }
  const document = spec ?? { networks: [], vms: [] }
  await demandParts(tx, caller, document)
  return document
}
