import { checkRevision, type TemplateRow, templates } from '@paddock/store'
import type { TrashNeeds } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { dispose } from '../trash/dispose.ts'
import { createTemplate } from './create.ts'
import { templateDetail, templateViews } from './view.ts'

const subject = (template: TemplateRow) => ({ kind: 'template', id: template.id, name: template.name })

type Ids = 'templateList' | 'templateCreate' | 'templateGet' | 'templateExport' | 'templateUpdate' | 'templateDelete'

export function templateRoutes(needs: TrashNeeds): Handlers<Ids> {
  return {
    templateList: ({ caller, query, read }) =>
      read(async tx => {
        const page = await templates.page(tx, caller, query)
        return { items: await templateViews(tx, page.rows), nextCursor: page.nextCursor }
      }),
    templateCreate: ({ caller, body, change, about }) =>
      change(async tx => {
        const template = await createTemplate(needs, tx, { caller, document: body })
        about(subject(template))
        return templateDetail(tx, template)
      }),
    templateGet: ({ caller, params, read }) =>
      read(async tx => templateDetail(tx, await templates.one(tx, caller, params.template, 'template.view'))),
    templateExport: ({ caller, params, read }) =>
      read(async tx => {
        const { name, description, spec } = await templates.one(tx, caller, params.template, 'template.view')
        return { name, description, spec }
      }),
    templateUpdate: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const template = await templates.one(tx, caller, params.template, 'template.manage', { lock: true })
        about(subject(template))
        checkRevision(template, revision)
        return templateDetail(tx, await templates.update(tx, template, body))
      }),
    templateDelete: ({ caller, params, query, revision, change, about }) =>
      change(async tx => {
        const template = await templates.one(tx, caller, params.template, 'template.manage', { lock: true })
        about(subject(template))
        checkRevision(template, revision)
        return dispose(needs, tx, caller, { kind: 'template', template, now: query.now })
      }),
  }
}
