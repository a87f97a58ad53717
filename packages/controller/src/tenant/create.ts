import type { EndpointOf } from '@paddock/api'
import type { Caller } from '@paddock/model'
import { type TenantRow, type Tx, tenants, users } from '@paddock/store'
import type { z } from 'zod'
import type { Needs } from '../needs.ts'

type Wish = Omit<z.output<EndpointOf<'tenantCreate'>['body']>, 'administrator'> & {
  readonly administrator: { readonly email: string; readonly name: string; readonly passwordHash: string }
}

/** What every tenant begins with, until its people name it better. */
export const firstProjectName = 'First project'

/** Creates a tenant with its first administrator and a first project, so that it can be used at once. */
export async function createTenant(
  { newId, clock }: Needs,
  tx: Tx,
  { caller, wish }: { caller: Caller; wish: Wish },
): Promise<TenantRow> {
  const created_at = clock()
  const tenant = await tenants.insert(tx, caller, {
    id: newId<'tenant'>(),
    slug: wish.slug,
    name: wish.name,
    created_at,
  })
  await users.insert(tx, {
    id: newId<'user'>(),
    tenant_id: tenant.id,
    email: wish.administrator.email,
    name: wish.administrator.name,
    password_hash: wish.administrator.passwordHash,
    role: 'administrator',
    created_at,
  })
  await tx
    .insertInto('projects')
    .values({ id: newId<'project'>(), tenant_id: tenant.id, name: firstProjectName, created_at })
    .execute()
  return tenant
}
