import { displayName, emailAddress, idSchema, slug } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'
import { password } from './password.ts'

export const tenantView = z.object({
  id: idSchema<'tenant'>(),
  slug: z.string(),
  name: z.string(),
  createdAt: moment,
  revision: z.int(),
})
export type TenantView = z.infer<typeof tenantView>

const params = z.strictObject({ tenant: idSchema<'tenant'>() })

export const tenantEndpoints = [
  endpoint('GET /v1/tenants', {
    id: 'tenantList',
    summary: 'Lists tenants: an operator sees all, others their own.',
    permission: 'tenant.view',
    query: pageQuery,
    answer: pageOf(tenantView),
  }),
  endpoint('POST /v1/tenants', {
    id: 'tenantCreate',
    summary: 'Creates a tenant with its first administrator and a first project.',
    permission: 'tenant.manage',
    audit: 'tenant.create',
    body: z.strictObject({
      slug,
      name: displayName,
      administrator: z.strictObject({ email: emailAddress, name: displayName, password }),
    }),
    status: 201,
    answer: tenantView,
    problems: ['name-taken'],
    idempotency: true,
    etag: true,
  }),
  endpoint('GET /v1/tenants/{tenant}', {
    id: 'tenantGet',
    summary: 'Shows a tenant.',
    permission: 'tenant.view',
    params,
    answer: tenantView,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('PATCH /v1/tenants/{tenant}', {
    id: 'tenantUpdate',
    summary: 'Renames a tenant.',
    permission: 'tenant.manage',
    audit: 'tenant.update',
    params,
    body: z.strictObject({ name: displayName.optional() }),
    answer: tenantView,
    problems: ['not-found', 'changed-meanwhile'],
    etag: true,
    ifMatch: true,
  }),
] as const
