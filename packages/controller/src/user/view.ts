import type { UserView } from '@paddock/api'
import type { UserRow } from '@paddock/store'

export const userView = (user: UserRow, now: Date): UserView => ({
  id: user.id,
  email: user.email,
  name: user.name,
  role: user.role,
  disabled: user.disabled,
  createdAt: user.created_at.toISOString(),
  lastSignInAt: user.last_sign_in_at?.toISOString() ?? null,
  lockedUntil: user.shut_until !== null && user.shut_until > now ? user.shut_until.toISOString() : null,
  totpOn: user.totp_on,
  revision: user.revision,
})
