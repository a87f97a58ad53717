import { Problem, type WayId } from '@paddock/model'
import { signIns, ways } from '@paddock/store'
import { z } from 'zod'
import type { HttpNeeds } from '../http/needs.ts'
import { openly } from '../http/openly.ts'
import type { OpenHandlers } from '../route.ts'
import { beginSession } from '../session/begin.ts'
import { meView } from '../session/view.ts'
import { personOf } from './person.ts'
import { begin, type Claims, finish } from './provider.ts'

const goodForMs = 600_000
const aboutTicket = 'way-ticket'

/** What a browser keeps, sealed, while its person is at the provider. */
const ticketContent = z.object({
  way: z.string().transform(text => text as WayId),
  until: z.number(),
  verifier: z.string(),
  state: z.string(),
  nonce: z.string(),
})

/** @throws Problem `wrong-credentials` */
function readTicket({ secrets, clock }: HttpNeeds, ticket: string): z.output<typeof ticketContent> {
  const old = (cause?: unknown) =>
    new Problem('wrong-credentials', 'You took too long at your identity provider. Begin again at the door.', { cause })
  let text: string
  try {
    text = secrets.open(ticket, aboutTicket)
  } catch (cause) {
    throw old(cause)
  }
  const content = ticketContent.parse(JSON.parse(text))
  if (content.until <= clock().getTime()) throw old()
  return content
}

/** Signs people in by the ways that their tenant has set up besides passwords. */
export function waySignIn(needs: HttpNeeds): Pick<OpenHandlers, 'wayOffered' | 'wayBegin' | 'wayFinish'> {
  const { database, secrets, clock } = needs

  /** Whom the provider vouches for; it is asked outside of any transaction. */
  async function proven(body: { ticket: string; answer: string }) {
    const { way: id, until: _, ...checks } = readTicket(needs, body.ticket)
    const way = await database.ofEveryone(tx => ways.taken(tx, id))
    if (!way) throw new Problem('wrong-credentials', 'This way in is gone. Begin again at the door.')
    return { way, claims: await finish(needs, way, { checks, answer: body.answer }) }
  }

  return {
    wayOffered: ({ query }) =>
      database.ofEveryone(async tx => ({
        ways: (await ways.atDoor(tx, query.tenant)).map(({ id, name }) => ({ id, name })),
      })),
    async wayBegin({ body, audit }) {
      const offered = await database.ofEveryone(tx => ways.atDoor(tx, body.tenant))
      const way = offered.find(({ id }) => id === body.way)
      const begun = way && (await begin(needs, way).catch((problem: Problem) => problem))
      return openly(needs, audit, async (tx, tell) => {
        tell({ tenant: (await signIns.tenantOf(tx, body.tenant))?.id ?? null })
        if (!way || !begun) throw new Problem('not-found', 'This tenant has no such way in.')
        tell({ subject: { kind: 'way', id: way.id, name: way.name } })
        if (begun instanceof Problem) throw begun
        const content = { way: way.id, until: clock().getTime() + goodForMs, ...begun.checks }
        return { url: begun.url, ticket: secrets.seal(JSON.stringify(content), aboutTicket) }
      })
    },
    async wayFinish({ body, audit, agent, keepToken }) {
      const found = await proven(body).catch((problem: Problem) => problem)
      const answer = await openly(needs, audit, async (tx, tell) => {
        if (!('claims' in found)) throw found
        const { way, claims }: { way: typeof found.way; claims: Claims } = found
        tell({ tenant: way.tenant_id, subject: { kind: 'way', id: way.id, name: way.name } })
        const user = await personOf(needs, tx, { way, claims })
        const { token, signedIn } = await beginSession(needs, tx, { user, address: audit.address, agent })
        await tx.updateTable('users').set({ last_sign_in_at: clock() }).where('id', '=', user).execute()
        tell({ actor: signedIn.caller })
        return { token, me: meView(signedIn, needs.settings) }
      })
      keepToken({ value: answer.token, expiresAt: new Date(answer.me.expiresAt) })
      return answer
    },
  }
}
