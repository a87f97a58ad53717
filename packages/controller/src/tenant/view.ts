import type { TenantView } from '@paddock/api'
import type { TenantRow } from '@paddock/store'

export const tenantView = (tenant: TenantRow): TenantView => ({
  id: tenant.id,
  slug: tenant.slug,
  name: tenant.name,
  createdAt: tenant.created_at.toISOString(),
  revision: tenant.revision,
})
