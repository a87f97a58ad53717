import type { Endpoint } from '@paddock/api'
import type { FastifyRequest } from 'fastify'
import type { HttpNeeds } from '../needs.ts'
import { findCaller, notSignedIn } from './caller.ts'
import { demandPermission, demandPerson } from './may.ts'
import { demandOwnOrigin } from './origin.ts'
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
  state.admitted = await findCaller(database, request, clock())
  if (state.admitted === null) throw notSignedIn()
  if (!safe && (state.admitted.by === 'cookie' || entry.sends === 'socket')) demandOwnOrigin(sender, state.admitted.by)
  const { signedIn } = state.admitted
  if (entry.permission === 'in-person') demandPerson(signedIn)
  else if (entry.permission !== 'signed-in') demandPermission(signedIn.caller, entry.permission)
  // Streams and pictures are what an open page asks for, whether or not its person is there.
  if (entry.sends === 'json' || entry.sends === 'socket') noteUse(needs, signedIn, request.ip)
}
