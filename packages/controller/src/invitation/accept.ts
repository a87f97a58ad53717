import { Problem } from '@paddock/model'
import { invitations, type Tx, users } from '@paddock/store'
import type { HttpNeeds } from '../http/needs.ts'
import { openly } from '../http/openly.ts'
import type { OpenHandlers } from '../route.ts'
import { hashPassword } from '../session/password.ts'
import { demandStrong } from '../session/strength.ts'
import { tokenHash } from '../session/token.ts'

const isOver = () =>
  new Problem('not-found', 'This invitation was accepted, taken back, or is too old. Ask for another.')

async function behind(tx: Tx, secret: string, now: Date) {
  const found = await invitations.behind(tx, tokenHash(secret), now)
  if (!found) throw isOver()
  return { ...found, subject: { kind: 'invitation', id: found.id, name: found.email } }
}

/** What the invited do with their link. */
export function acceptRoutes(needs: HttpNeeds): Pick<OpenHandlers, 'invitationLook' | 'invitationAccept'> {
  return {
    invitationLook: ({ body, audit }) =>
      openly(needs, audit, async (tx, tell) => {
        const found = await behind(tx, body.secret, needs.clock())
        tell({ tenant: found.tenant_id, subject: found.subject })
        return { tenant: { slug: found.slug, name: found.tenant_name }, email: found.email, name: found.name }
      }),
    async invitationAccept({ body, audit }) {
      // Before the transaction: hashing takes long on purpose.
      const password_hash = await hashPassword(body.password)
      return openly(needs, audit, async (tx, tell) => {
        const now = needs.clock()
        const found = await behind(tx, body.secret, now)
        tell({ tenant: found.tenant_id, subject: found.subject })
        const name = body.name ?? found.name
        demandStrong(body.password, [found.email, name, found.slug, found.tenant_name])
        await invitations.accepted(tx, found.id)
        const user = await users.insert(tx, {
          id: needs.newId<'user'>(),
          tenant_id: found.tenant_id,
          email: found.email,
          name,
          role: found.role,
          password_hash,
          created_at: now,
        })
        tell({ actor: { user: user.id, name } })
        return { tenant: found.slug, email: found.email }
      })
    },
  }
}
