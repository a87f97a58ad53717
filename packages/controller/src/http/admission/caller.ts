import { Problem } from '@paddock/model'
import { type ConsoleTicketRow, consoleTickets, type Database, type SignedIn, sessions } from '@paddock/store'
import type { FastifyRequest } from 'fastify'
import { tokenHash } from '../../session/token.ts'

export const sessionCookie = 'paddock_session'

/** Who asks, and by what they proved it. */
export interface Admitted {
  readonly signedIn: SignedIn
  readonly by: 'cookie' | 'token' | 'ticket'
  /** The ticket that was spent. */
  readonly ticket?: ConsoleTicketRow
}

/** The token that a request carries. A header outweighs the cookie; a token in an address would end up in logs. */
function tokenOf(request: FastifyRequest): { token: string; by: 'cookie' | 'token' } | null {
  const bearer = /^Bearer +([A-Za-z0-9_-]{20,200})$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return { token: bearer, by: 'token' }
  if (request.headers.authorization !== undefined) return null
  const cookie = request.cookies[sessionCookie]
  return cookie === undefined ? null : { token: cookie, by: 'cookie' }
}

/** Who sent the request; null when it carries no session, or one that is over. */
export async function findCaller(database: Database, request: FastifyRequest, now: Date): Promise<Admitted | null> {
  const carried = tokenOf(request)
  if (carried === null) return null
  const signedIn = await sessions.byToken(database, tokenHash(carried.token), now)
  return signedIn && { signedIn, by: carried.by }
}

/**
 * Who made the ticket that a console is opened with; undefined when the request carries none, or a header, which outweighs it.
 *
 * A ticket is spent by coming with it, whatever comes of that: one that was seen on its way, or in a log, opens nothing.
 */
export async function findTicketHolder(
  database: Database,
  request: FastifyRequest,
  now: Date,
): Promise<Admitted | null | undefined> {
  const { ticket } = request.query as { ticket?: unknown }
  if (typeof ticket !== 'string' || request.headers.authorization !== undefined) return undefined
  return database.ofEveryone(async tx => {
    const spent = await consoleTickets.spend(tx, tokenHash(ticket), now)
    const signedIn = spent && (await sessions.byId(tx, spent.session_id, now))
    return signedIn && spent && { signedIn, by: 'ticket', ticket: spent }
  })
}

export const notSignedIn = () =>
  new Problem('not-signed-in', 'Sign in first, or again: there is no session, or it is over.')
