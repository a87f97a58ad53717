import { type Caller, type LabSpec, Problem, type TemplateDocument } from '@paddock/model'
import { type TemplateRow, type Tx, templates } from '@paddock/store'
import type { Needs } from '../needs.ts'
import { partsOf } from './parts.ts'

/**
 * Creates a template from a document: the tenant's own, or a public one when an operator does.
 *
 * @throws Problem `not-found` when the document names a layer or an asset that is not in the caller's library.
 */
export async function createTemplate(
  { newId, clock }: Needs,
  tx: Tx,
  { caller, document }: { caller: Caller; document: TemplateDocument },
): Promise<TemplateRow> {
  await demandParts(tx, caller, document.spec)
  return templates.insert(tx, caller, {
    id: newId<'template'>(),
    tenant_id: caller.tenant,
    created_at: clock(),
    ...document,
  })
}

/** @throws Problem `not-found` when a document names a layer or an asset that is not in the caller's library */
export async function demandParts(tx: Tx, caller: Caller, spec: LabSpec): Promise<void> {
  const unknown = await templates.unknownParts(tx, caller, partsOf(spec))
  const [layer] = unknown.layers
  if (layer) throw new Problem('not-found', `The document names the layer ${layer}, which is not in your library.`)
  const [asset] = unknown.assets
  if (asset) throw new Problem('not-found', `The document names the file ${asset}, which is not in your library.`)
}
