import { description, displayName, idSchema, labSpec, templateDocument } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery, reason } from './endpoint.ts'
import { deletion, deletionQuery } from './trash.ts'

/** `making`: a layer that it needs is being made. */
export const templateState = z.enum(['ready', 'making', 'failed'])

export const templateView = z.object({
  id: idSchema<'template'>(),
  name: z.string(),
  description: z.string(),
  /** `public`: every tenant's, read only. `tenant`: this tenant's own. */
  scope: z.enum(['public', 'tenant']),
  version: z.int(),
  state: templateState,
  /** 0 to 1 while it is being made, and what is being done. */
  progress: z.number(),
  step: z.string(),
  reason: reason.nullable(),
  vmCount: z.int(),
  networkCount: z.int(),
  memoryMiB: z.int(),
  createdAt: moment,
  revision: z.int(),
})
export type TemplateView = z.infer<typeof templateView>

export const templateDetail = templateView.extend({ spec: labSpec })
export type TemplateDetail = z.infer<typeof templateDetail>

const params = z.strictObject({ template: idSchema<'template'>() })

export const templateEndpoints = [
  endpoint('GET /v1/templates', {
    id: 'templateList',
    summary: 'Lists the templates of the library.',
    permission: 'template.view',
    query: pageQuery,
    answer: pageOf(templateView),
  }),
  endpoint('POST /v1/templates', {
    id: 'templateCreate',
    summary: 'Creates a template from a document, such as an exported one.',
    permission: 'template.create',
    audit: 'template.create',
    body: templateDocument,
    status: 201,
    answer: templateDetail,
    problems: ['name-taken', 'not-found'],
    idempotency: true,
    etag: true,
  }),
  endpoint('GET /v1/templates/{template}', {
    id: 'templateGet',
    summary: 'Shows a template with its machines and networks.',
    permission: 'template.view',
    params,
    answer: templateDetail,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('GET /v1/templates/{template}/export', {
    id: 'templateExport',
    summary: 'Exports a template as a document.',
    permission: 'template.view',
    params,
    answer: templateDocument,
    problems: ['not-found'],
  }),
  endpoint('PATCH /v1/templates/{template}', {
    id: 'templateUpdate',
    summary: 'Renames or describes a template.',
    permission: 'template.manage',
    audit: 'template.update',
    params,
    body: z.strictObject({ name: displayName.optional(), description: description.optional() }),
    answer: templateDetail,
    problems: ['not-found', 'name-taken', 'changed-meanwhile'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/templates/{template}', {
    id: 'templateDelete',
    summary: 'Deletes a template, into the trash or for good. Labs made from it stay.',
    permission: 'template.manage',
    audit: 'template.delete',
    params,
    query: deletionQuery,
    answer: deletion,
    problems: ['not-found', 'changed-meanwhile'],
    ifMatch: true,
  }),
] as const
