import type { InvitationView } from '@paddock/api'
import { Problem } from '@paddock/model'
import { type InvitationRow, invitations } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { viewPage } from '../http/page.ts'
import type { Handlers } from '../route.ts'
import { demandNotAbove } from '../user/not-above.ts'
import { invite } from './invite.ts'

const view = (row: InvitationRow): InvitationView => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: row.role,
  invitedBy: row.invited_by,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
})

const subject = ({ id, email }: InvitationRow) => ({ kind: 'invitation', id, name: email })

export function invitationRoutes(
  needs: HttpNeeds,
): Handlers<'invitationList' | 'invitationCreate' | 'invitationDelete'> {
  return {
    invitationList: ({ caller, query, read }) =>
      read(async tx => viewPage(await invitations.page(tx, caller, query), view)),
    async invitationCreate({ caller, session, body, change, about }) {
      about({ kind: 'invitation', id: '', name: body.email })
      const { tenant } = session
      const answer = await change(async tx => {
        if (tenant === null) throw new Problem('not-allowed', 'Operators invite nobody.')
        demandNotAbove(caller, [body.role])
        const row = await invite(needs, tx, { caller, tenant, wish: body })
        about(subject(row))
        return view(row)
      })
      needs.wakeMail()
      return answer
    },
    invitationDelete: ({ caller, params, change, about }) =>
      change(async tx => {
        about(subject(await invitations.remove(tx, caller, params.invitation)))
        return undefined
      }),
  }
}
