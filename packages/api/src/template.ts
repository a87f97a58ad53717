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
  /** The one that labs are made from, where none is named. */
  version: z.int(),
  versionCount: z.int(),
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

/** One version of a template. It never changes. */
export const templateVersionView = z.object({
  version: z.int(),
  /** What changed since the one before. */
  note: z.string(),
  /** Null: it came with Paddock. */
  author: z.object({ id: idSchema<'user'>().nullable(), name: z.string() }).nullable(),
  /** Whether labs are made from it where none is named. */
  isDefault: z.boolean(),
  vmCount: z.int(),
  networkCount: z.int(),
  /** Whether labs go on from memory, and never boot. */
  memory: z.boolean(),
  /** Labs of the caller's tenant that were made from it, those in the trash too. */
  labCount: z.int(),
  createdAt: moment,
})
export type TemplateVersionView = z.infer<typeof templateVersionView>

const params = z.strictObject({ template: idSchema<'template'>() })

const versionNumber = z.coerce.number<number>().int().min(1).max(1_000_000)
const inVersion = z.strictObject({ version: versionNumber.optional() })

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
    summary: 'Shows a template with its machines and networks, in its default version or another.',
    permission: 'template.view',
    params,
    query: inVersion,
    answer: templateDetail,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('GET /v1/templates/{template}/export', {
    id: 'templateExport',
    summary: 'Exports a template as a document, in its default version or another.',
    permission: 'template.view',
    params,
    query: inVersion,
    answer: templateDocument,
    problems: ['not-found'],
  }),
  endpoint('PATCH /v1/templates/{template}', {
    id: 'templateUpdate',
    summary: 'Renames or describes a template, or says which version labs are made from.',
    permission: 'template.manage',
    audit: 'template.update',
    params,
    body: z.strictObject({
      name: displayName.optional(),
      description: description.optional(),
      /** The version that labs are made from, where none is named. */
      version: z.int().min(1).max(1_000_000).optional(),
    }),
    answer: templateDetail,
    problems: ['not-found', 'name-taken', 'changed-meanwhile'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('GET /v1/templates/{template}/versions', {
    id: 'templateVersions',
    summary: 'Lists the versions of a template, newest first.',
    permission: 'template.view',
    params,
    answer: z.object({ items: z.array(templateVersionView) }),
    problems: ['not-found'],
  }),
  endpoint('POST /v1/templates/{template}/versions', {
    id: 'templatePublish',
    summary: 'Publishes a new version of a template: of a snapshot, of a lab as it is now, or of a document.',
    description:
      'Nothing is copied. Labs that were made from older versions stay as they are. Of a lab that runs the disks are taken, and not the memory: take a snapshot for that.',
    permission: 'template.manage',
    audit: 'template.publish',
    params,
    body: z
      .strictObject({
        snapshotId: idSchema<'snapshot'>().optional(),
        labId: idSchema<'lab'>().optional(),
        spec: labSpec.optional(),
        /** What changed since the one before. */
        note: description.default(''),
        /** Whether labs are made from it from now on. */
        makeDefault: z.boolean().default(true),
      })
      .refine(body => [body.snapshotId, body.labId, body.spec].filter(one => one !== undefined).length === 1, {
        path: ['snapshotId'],
        message: 'or labId or spec is needed, and one of them only',
      }),
    status: 201,
    answer: templateVersionView,
    problems: ['not-found', 'not-ready', 'not-now', 'limit-reached', 'changed-meanwhile'],
    idempotency: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/templates/{template}/versions/{version}', {
    id: 'templateUnpublish',
    summary: 'Deletes a version of a template for good that no lab was made from.',
    permission: 'template.manage',
    audit: 'template.unpublish',
    params: params.extend({ version: versionNumber }),
    problems: ['not-found', 'in-use', 'changed-meanwhile'],
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
