import { checkRevision, type TenantRow, tenants } from '@paddock/store'
import { viewPage } from '../http/page.ts'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { hashPassword } from '../session/password.ts'
import { demandStrong } from '../session/strength.ts'
import { createTenant } from './create.ts'
import { tenantView } from './view.ts'

const subject = (tenant: TenantRow) => ({ kind: 'tenant', id: tenant.id, name: tenant.name })

export function tenantRoutes(needs: Needs): Handlers<'tenantList' | 'tenantCreate' | 'tenantGet' | 'tenantUpdate'> {
  return {
    tenantList: ({ caller, query, read }) =>
      read(async tx => viewPage(await tenants.page(tx, caller, query), tenantView)),
    async tenantCreate({ caller, body, change, about }) {
      const { password, ...administrator } = body.administrator
      demandStrong(password, [administrator.email, administrator.name, body.slug, body.name], '/administrator/password')
      // Before the transaction: hashing takes long on purpose.
      const passwordHash = await hashPassword(password)
      return change(async tx => {
        const wish = { ...body, administrator: { ...administrator, passwordHash } }
        const tenant = await createTenant(needs, tx, { caller, wish })
        about(subject(tenant))
        return tenantView(tenant)
      })
    },
    tenantGet: ({ caller, params, read }) =>
      read(async tx => tenantView(await tenants.one(tx, caller, params.tenant, 'tenant.view'))),
    tenantUpdate: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const tenant = await tenants.one(tx, caller, params.tenant, 'tenant.manage', { lock: true })
        about(subject(tenant))
        checkRevision(tenant, revision)
        return tenantView(await tenants.update(tx, tenant, body))
      }),
  }
}
