import { type Caller, Problem, type TemplateDocument } from '@paddock/model'
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
  const unknown = await templates.unknownParts(tx, caller, partsOf(document.spec))
  const [layer] = unknown.layers
  if (layer) throw new Problem('not-found', `The document names the layer ${layer}, which is not in your library.`)
  const [asset] = unknown.assets
  if (asset) throw new Problem('not-found', `The document names the file ${asset}, which is not in your library.`)
  return templates.insert(tx, caller, {
    id: newId<'template'>(),
    tenant_id: caller.tenant,
    created_at: clock(),
    ...document,
  })
}
