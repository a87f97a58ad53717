import type { TemplateDetail, TemplateView } from '@paddock/api'
import { assets, layerProgress, type TemplateRow, type Tx, worst } from '@paddock/store'
import { partsOf } from './parts.ts'

/** Templates as they are now: ready when everything that they stand on is. Two queries more, however many. */
export async function templateViews(tx: Tx, templates: readonly TemplateRow[]): Promise<TemplateView[]> {
  const parts = templates.map(template => partsOf(template.spec))
  const media = await assets.layersOf(tx, [...new Set(parts.flatMap(part => part.assets))])
  const layersOf = (part: (typeof parts)[number]) => [
    ...part.layers,
    ...part.assets.flatMap(asset => media.get(asset) ?? []),
  ]
  const progress = await layerProgress(tx, parts.flatMap(layersOf))
  return templates.map((template, at) => {
    const part = parts[at]
    const known = part ? layersOf(part).flatMap(layer => progress.get(layer) ?? []) : []
    return templateView(template, worst(known))
  })
}

/** One template with its document. */
export async function templateDetail(tx: Tx, template: TemplateRow): Promise<TemplateDetail> {
  const [view] = await templateViews(tx, [template])
  if (!view) throw new Error('One template has one view.')
  return { ...view, spec: template.spec }
}

function templateView(template: TemplateRow, made: ReturnType<typeof worst>): TemplateView {
  const { vms, networks } = template.spec
  return {
    id: template.id,
    name: template.name,
    description: template.description,
    scope: template.tenant_id === null ? 'public' : 'tenant',
    version: template.version,
    state: made.state,
    progress: made.progress,
    step: made.step,
    reason: made.trouble,
    vmCount: vms.length,
    networkCount: networks.length,
    memoryMiB: vms.reduce((sum, vm) => sum + vm.memoryMiB, 0),
    createdAt: template.created_at.toISOString(),
    revision: template.revision,
  }
}
