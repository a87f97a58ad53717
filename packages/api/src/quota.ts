import { idSchema, quotaKind, quotaResources } from '@paddock/model'
import { z } from 'zod'
import { endpoint, pageOf, pageQuery } from './endpoint.ts'

/** Null: no limit. */
const shape = <Value extends z.ZodType>(value: Value) =>
  Object.fromEntries(quotaResources.map(resource => [resource, value])) as Record<
    (typeof quotaResources)[number],
    Value
  >

const quotaLimits = z.object(shape(z.int().nullable()))
export const quotaView = z.object({
  kind: quotaKind,
  /** Of the tenant, project or person. */
  id: z.string(),
  name: z.string(),
  /** What holds: their own limits, and the default where they have none. Null: no limit. */
  limits: quotaLimits,
  /** Their own. Null: the default holds. */
  own: quotaLimits,
  used: z.object(shape(z.int())),
})
export type QuotaView = z.infer<typeof quotaView>

const amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullable().default(null)
const body = z.strictObject(shape(amount))
const problems = ['not-found'] as const

export const quotaEndpoints = [
  endpoint('GET /v1/quotas', {
    id: 'quotaList',
    summary: 'Tells how much may be had, and is.',
    description:
      'Of the tenant, of the projects that the caller is in, or of people: the caller, and everybody for whoever may see them. What is stored and what runs are counted apart: a machine that is stopped counts no vCPU.',
    permission: 'usage.view',
    query: pageQuery.extend({ kind: quotaKind.default('tenant') }),
    answer: pageOf(quotaView),
  }),
  endpoint('GET /v1/quotas/defaults', {
    id: 'quotaDefaults',
    summary: 'Tells the limits of whoever has none of their own.',
    permission: 'quota.manage',
    answer: z.object({ tenant: quotaLimits, project: quotaLimits, user: quotaLimits }),
  }),
  endpoint('PUT /v1/quotas/defaults/{kind}', {
    id: 'quotaSetDefault',
    summary: 'Sets the limits of whoever has none of their own.',
    description:
      'Operators set those of tenants, administrators of a tenant those of its projects and people. What is left out has no limit.',
    permission: 'quota.manage',
    audit: 'quota.set-default',
    params: z.strictObject({ kind: quotaKind }),
    body,
    answer: quotaLimits,
  }),
  endpoint('PUT /v1/tenants/{tenant}/quota', {
    id: 'quotaSetTenant',
    summary: 'Sets how much a tenant may have.',
    description: 'What is left out, or null, is as the default says. What is there already stays, though it be more.',
    permission: 'tenant.manage',
    audit: 'quota.set-tenant',
    params: z.strictObject({ tenant: idSchema<'tenant'>() }),
    body,
    answer: quotaView,
    problems,
  }),
  endpoint('PUT /v1/projects/{project}/quota', {
    id: 'quotaSetProject',
    summary: 'Sets how much a project may have: at most what the tenant may.',
    permission: 'quota.manage',
    audit: 'quota.set-project',
    params: z.strictObject({ project: idSchema<'project'>() }),
    body,
    answer: quotaView,
    problems,
  }),
  endpoint('PUT /v1/users/{user}/quota', {
    id: 'quotaSetUser',
    summary: 'Sets how much a person’s labs may have: at most what the tenant may.',
    permission: 'quota.manage',
    audit: 'quota.set-user',
    params: z.strictObject({ user: idSchema<'user'>() }),
    body,
    answer: quotaView,
    problems,
  }),
] as const
