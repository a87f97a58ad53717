import type { Me } from '@paddock/api'
import { callerMay, callerMayIn, permission } from '@paddock/model'
import type { SignedIn } from '@paddock/store'

export function meView({ caller, email, tenant, projects, expiresAt }: SignedIn): Me {
  return {
    user: { id: caller.user, name: caller.name, email },
    tenant: tenant && { ...tenant },
    operator: caller.tenant === null,
    role: caller.role,
    permissions: permission.options.filter(wanted => callerMay(caller, wanted)),
    projects: projects.map(project => ({
      ...project,
      permissions: permission.options.filter(wanted => callerMayIn(caller, project.id, wanted)),
    })),
    expiresAt: expiresAt.toISOString(),
  }
}
