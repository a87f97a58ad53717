import type { Caller, TemplateId } from '@paddock/model'
import { checkRevision, type TemplateRow, type Tx, templates } from '@paddock/store'
import type { TrashNeeds } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { dispose } from '../trash/dispose.ts'
import { createTemplate } from './create.ts'
import { publishVersion } from './publish.ts'
import { removeVersion } from './unpublish.ts'
import { templateDetail, templateViews, versionViews } from './view.ts'

const subject = (template: TemplateRow) => ({ kind: 'template', id: template.id, name: template.name })

type Ids =
  | 'templateVersions'
  | 'templatePublish'
  | 'templateUnpublish'
  | 'templateList'
  | 'templateCreate'
  | 'templateGet'
  | 'templateExport'
  | 'templateUpdate'
  | 'templateDelete'

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
    templateGet: ({ caller, params, query, read }) =>
      read(async tx => templateDetail(tx, await inVersion(tx, caller, params.template, query.version))),
    templateExport: ({ caller, params, query, read }) =>
      read(async tx => {
        const { name, description, spec } = await inVersion(tx, caller, params.template, query.version)
        return { name, description, spec }
      }),
    templateVersions: ({ caller, params, read }) =>
      read(async tx => ({
        items: await versionViews(tx, await templates.one(tx, caller, params.template, 'template.view')),
      })),
    templatePublish: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const template = await templates.one(tx, caller, params.template, 'template.manage', { lock: true })
        about(subject(template))
        checkRevision(template, revision)
        const version = await publishVersion(needs, tx, { caller, template, wish: body })
        const now = await templates.one(tx, caller, template.id, 'template.view')
        const shown = (await versionViews(tx, now)).find(each => each.version === version)
        if (!shown) throw new Error('A version that was published is there.')
        return shown
      }),
    templateUnpublish: ({ caller, params, revision, change, about }) =>
      change(async tx => {
        const template = await templates.one(tx, caller, params.template, 'template.manage', { lock: true })
        about(subject(template))
        checkRevision(template, revision)
        await removeVersion(tx, template, params.version)
        return undefined
      }),
    templateUpdate: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const template = await templates.one(tx, caller, params.template, 'template.manage', { lock: true })
        about(subject(template))
        checkRevision(template, revision)
        if (body.version !== undefined) await templates.version(tx, template, body.version)
        await templates.update(tx, template, body)
        return templateDetail(tx, await templates.one(tx, caller, template.id, 'template.view'))
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

/** A template as it is in one of its versions, the default unless another is named. @throws Problem `not-found` */
async function inVersion(tx: Tx, caller: Caller, id: TemplateId, version: number | undefined): Promise<TemplateRow> {
  const template = await templates.one(tx, caller, id, 'template.view')
  if (version === undefined) return template
  const { spec } = await templates.version(tx, template, version)
  return { ...template, version, spec }
}
