import type { TemplateDetail, TemplateVersionView, TemplateView } from '@paddock/api'
import { assets, layerProgress, type TemplateRow, type Tx, templates, worst } from '@paddock/store'
import { partsOf } from './parts.ts'

/** Templates as they are now: ready when everything that they stand on is. Two queries more, however many. */
export async function templateViews(tx: Tx, rows: readonly TemplateRow[]): Promise<TemplateView[]> {
  const parts = rows.map(template => partsOf(template.spec))
  const media = await assets.layersOf(tx, [...new Set(parts.flatMap(part => part.assets))])
  const layersOf = (part: (typeof parts)[number]) => [
    ...part.layers,
    ...part.assets.flatMap(asset => media.get(asset) ?? []),
  ]
  const progress = await layerProgress(tx, parts.flatMap(layersOf))
  return rows.map((template, at) => {
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
    versionCount: template.version_count,
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

/** The versions of a template, newest first. */
export async function versionViews(
  tx: Tx,
  template: Parameters<typeof templates.versions>[1],
): Promise<TemplateVersionView[]> {
  const rows = await templates.versions(tx, template)
  return rows.map(row => ({
    version: row.version,
    note: row.note,
    author: row.shipped === null ? { id: row.author_id, name: row.author_name } : null,
    isDefault: row.version === template.version,
    vmCount: row.spec.vms.length,
    networkCount: row.spec.networks.length,
    memory: row.spec.vms.some(vm => vm.memory !== null),
    labCount: row.lab_count,
    createdAt: row.created_at.toISOString(),
  }))
}
