import type { Endpoint } from '@paddock/api'
import type { FastifyRequest } from 'fastify'
import type { HttpNeeds } from '../needs.ts'
import { findCaller, findTicketHolder, notSignedIn } from './caller.ts'
import { demandPermission, demandPerson } from './may.ts'
import { demandOrigin, demandOwnOrigin } from './origin.ts'
import { keepState, type RequestState } from './state.ts'
import { noteUse } from './use.ts'

/**
 * Finds out who asks, and whether they may ask such a thing at all: before the body is read, so that a stranger can't make Paddock
 * work.
 *
 * @throws Problem `not-signed-in`, `wrong-origin`, `not-allowed`, `not-in-person`
 */
export async function admit(needs: HttpNeeds, entry: Endpoint, request: FastifyRequest): Promise<void> {
  const { database, clock, newId, settings } = needs
  const state: RequestState = {
    entry,
    audit: { action: entry.audit ?? entry.id, address: request.ip, requestId: request.id, newId, clock },
    admitted: null,
    understood: false,
    subject: null,
  }
  keepState(request, state)
  const { origin, host } = request.headers
  const sender = { origin, host, publicUrl: settings.publicUrl }
  const safe = entry.method === 'GET' && entry.sends !== 'socket'
  if (entry.permission === 'anyone') {
    if (!safe) demandOwnOrigin(sender, 'nothing')
    return
  }
  const holder = entry.sends === 'socket' ? await findTicketHolder(database, request, clock()) : undefined
  state.admitted = holder === undefined ? await findCaller(database, request, clock()) : holder
  if (state.admitted === null) throw notSignedIn()
  const { signedIn, by, ticket } = state.admitted
  if (ticket) demandOrigin(sender, ticket.origin)
  else if (!safe && (by === 'cookie' || entry.sends === 'socket')) demandOwnOrigin(sender, by)
  if (entry.permission === 'in-person') demandPerson(signedIn)
  else if (entry.permission !== 'signed-in') demandPermission(signedIn.caller, entry.permission)
  // Streams and pictures are what an open page asks for, whether or not its person is there.
  if (entry.sends === 'json' || entry.sends === 'socket') noteUse(needs, signedIn, request.ip)
}
