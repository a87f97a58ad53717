import type { Me, SessionView } from '@paddock/api'
import { callerMay, callerMayIn, permission, type SessionId } from '@paddock/model'
import type { SessionRow, SignedIn } from '@paddock/store'
import type { ControllerSettings } from '../settings.ts'
import { clientOf } from './client.ts'

export function meView(
  { caller, email, tenant, projects, endsAt, mustAddTotp }: SignedIn,
  { trashDays }: Pick<ControllerSettings, 'trashDays'>,
): Me {
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
    expiresAt: endsAt.toISOString(),
    mustAddTotp,
    trashDays,
  }
}

export const sessionView =
  (current: SessionId | null) =>
  (session: SessionRow): SessionView => ({
    id: session.id,
    current: session.id === current,
    address: session.address,
    client: clientOf(session.agent),
    createdAt: session.created_at.toISOString(),
    lastUsedAt: session.last_used_at.toISOString(),
    expiresAt: session.ends_at.toISOString(),
  })
