import { limitsAbove, Problem, type QuotaKind, type QuotaLimits, quotaAmount } from '@paddock/model'
import { projects, type QuotaRow, quotas, type Tx, tenants, users } from '@paddock/store'
import { viewPage } from '../http/page.ts'
import type { Handlers } from '../route.ts'

type Ids = 'quotaList' | 'quotaDefaults' | 'quotaSetDefault' | 'quotaSetTenant' | 'quotaSetProject' | 'quotaSetUser'

const view = (kind: QuotaKind) => (row: QuotaRow) => ({ kind, ...row })

/** @throws Problem `invalid-input` for limits above the tenant's */
async function demandWithinTenant(tx: Tx, tenant: Parameters<typeof quotas.one>[2], wish: QuotaLimits): Promise<void> {
  const { limits } = await quotas.one(tx, 'tenant', tenant)
  const above = limitsAbove(wish, limits)
  if (above.length > 0)
    throw new Problem('invalid-input', 'Nobody may have more than their tenant.', {
      fields: above.map(resource => ({
        in: 'body',
        path: `/${resource}`,
        message: `must be at most the tenant’s ${quotaAmount(resource, limits[resource] ?? 0)} (${limits[resource]})`,
      })),
    })
}

export function quotaRoutes(): Handlers<Ids> {
  return {
    quotaList: ({ caller, query, read }) =>
      read(async tx => viewPage(await quotas.page(tx, caller, query), view(query.kind))),
    quotaDefaults: ({ caller, read }) =>
      read(async tx => ({
        tenant: await quotas.defaultOf(tx, caller, 'tenant'),
        project: await quotas.defaultOf(tx, caller, 'project'),
        user: await quotas.defaultOf(tx, caller, 'user'),
      })),
    quotaSetDefault: ({ caller, params, body, change }) =>
      change(async tx => {
        if (caller.tenant !== null) await demandWithinTenant(tx, caller.tenant, body)
        await quotas.setDefault(tx, caller, params.kind, body)
        return body
      }),
    quotaSetTenant: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const tenant = await tenants.one(tx, caller, params.tenant, 'tenant.manage')
        about({ kind: 'tenant', id: tenant.id, name: tenant.name })
        await quotas.setTenant(tx, tenant, body)
        return view('tenant')(await quotas.one(tx, 'tenant', tenant.id))
      }),
    quotaSetProject: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const project = await projects.one(tx, caller, params.project, 'quota.manage')
        about({ kind: 'project', id: project.id, name: project.name })
        await demandWithinTenant(tx, project.tenant_id, body)
        await quotas.setProject(tx, project, body)
        return view('project')(await quotas.one(tx, 'project', project.id))
      }),
    quotaSetUser: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const user = await users.one(tx, caller, params.user, 'quota.manage')
        about({ kind: 'user', id: user.id, name: user.name })
        if (user.tenant_id !== null) await demandWithinTenant(tx, user.tenant_id, body)
        await quotas.setUser(tx, user, body)
        return view('user')(await quotas.one(tx, 'user', user.id))
      }),
  }
}
