import type { Endpoint } from '@paddock/api'
import type { FastifyRequest } from 'fastify'
import type { AuditFrame, Subject } from '../audit.ts'
import type { Admitted } from './caller.ts'

/** What is known of a request so far. */
export interface RequestState {
  readonly entry: Endpoint
  readonly audit: AuditFrame
  admitted: Admitted | null
  /** True once its shape was found right: before that it is no attempt at anything. */
  understood: boolean
  /** What it is about, as soon as that is known. */
  subject: Subject | null
}

const states = new WeakMap<FastifyRequest, RequestState>()

export const stateOf = (request: FastifyRequest): RequestState | undefined => states.get(request)

export const keepState = (request: FastifyRequest, state: RequestState): void => void states.set(request, state)
