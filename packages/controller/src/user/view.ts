import type { UserView } from '@paddock/api'
import type { UserRow } from '@paddock/store'

export const userView = (user: UserRow): UserView => ({
  id: user.id,
  email: user.email,
  name: user.name,
  role: user.role,
  disabled: user.disabled,
  createdAt: user.created_at.toISOString(),
  lastSignInAt: user.last_sign_in_at?.toISOString() ?? null,
  revision: user.revision,
})
