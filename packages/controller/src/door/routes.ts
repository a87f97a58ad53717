import type { DoorView } from '@paddock/api'
import { checkRevision, type DoorRow, doors, sessions } from '@paddock/store'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'

const doorView = (door: DoorRow): DoorView => ({
  sessionHours: door.session_hours,
  sessionIdleMinutes: door.session_idle_minutes,
  totpRequired: door.totp_required,
  revision: door.revision,
})

export function doorRoutes({ clock }: Needs): Handlers<'doorGet' | 'doorUpdate'> {
  return {
    doorGet: ({ caller, read }) => read(async tx => doorView(await doors.own(tx, caller))),
    doorUpdate: ({ caller, session, body, revision, change, about }) =>
      change(async tx => {
        about({ kind: 'door', id: caller.tenant ?? '', name: session.tenant?.slug ?? '' })
        const door = await doors.own(tx, caller, { lock: true })
        checkRevision(door, revision)
        await sessions.removeEnded(tx, clock(), door.tenant_id)
        return doorView(
          await doors.update(tx, door, {
            session_hours: body.sessionHours,
            session_idle_minutes: body.sessionIdleMinutes,
            totp_required: body.totpRequired,
          }),
        )
      }),
  }
}
