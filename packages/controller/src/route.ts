import type { EndpointId, EndpointOf } from '@paddock/api'
import type { Caller } from '@paddock/model'
import type { SignedIn, Tx } from '@paddock/store'
import type { z } from 'zod'
import type { AuditFrame, Subject } from './http/audit.ts'

type Out<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined
type In<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined

/** One request, after its shape was checked. */
interface Request<Id extends EndpointId> {
  readonly params: Out<EndpointOf<Id>['params']>
  readonly query: Out<EndpointOf<Id>['query']>
  readonly body: Out<EndpointOf<Id>['body']>
  /** Has the caller's browser keep the token of a session, or drop it. */
  keepToken(token: { readonly value: string; readonly expiresAt: Date } | null): void
}

/** One request of somebody whom nobody knows yet. It keeps its own audit records. */
export interface OpenAsked<Id extends EndpointId> extends Request<Id> {
  readonly audit: AuditFrame
  /** What the browser or program calls itself. */
  readonly agent: string
}

/** One request, after its shape was checked and its caller found. */
export interface Asked<Id extends EndpointId> extends Request<Id> {
  readonly caller: Caller
  /** The session that it came with. */
  readonly session: SignedIn
  /** The revision that If-Match names; null when the caller does not care. */
  readonly revision: number | null
  /** Runs a transaction that only reads, in the caller's scope. */
  read<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Runs the one transaction that does what was asked, in the caller's scope. The audit record, and for a create with an
   * Idempotency-Key its answer, are part of it: so what `work` returns must be the answer. A repeated key answers the
   * stored one and does not run `work`.
   */
  change<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Calls back when the request is over: answered, or broken off. */
  onGone(listener: () => void): void
  /** Names what the audit record is about, as soon as it is known: refusals are recorded with it too. */
  about(subject: Subject): void
}

/** Answers one endpoint: fetches the thing for this caller, hands it to its verb, shows the result. */
export type Handler<Id extends EndpointId> = (asked: Asked<Id>) => Promise<In<EndpointOf<Id>['answer']['schema']>>

/** The handlers of one noun. All nouns together answer every endpoint: `http.ts` does not compile otherwise. */
export type Handlers<Ids extends EndpointId> = { readonly [Id in Ids]: Handler<Id> }

/** Asked by people whom nobody knows yet. */
export type OpenEndpoint =
  | 'sessionCreate'
  | 'invitationLook'
  | 'invitationAccept'
  | 'passwordForgot'
  | 'passwordReset'
  | 'wayOffered'
  | 'wayBegin'
  | 'wayFinish'
/** Answered by a stream of events, a socket, a picture or a file, and so by no handler. */
export type StreamEndpoint =
  | 'eventWatch'
  | 'labWatch'
  | 'vmScreen'
  | 'vmSerial'
  | 'vmThumbnail'
  | 'snapshotPicture'
  | 'auditExport'

/** Answers an endpoint that asks for no session. */
export type OpenHandlers = {
  readonly [Id in OpenEndpoint]: (asked: OpenAsked<Id>) => Promise<In<EndpointOf<Id>['answer']['schema']>>
}

/** Every other endpoint has a handler: leaving one out does not compile. */
export type AllHandlers = Handlers<Exclude<EndpointId, OpenEndpoint | StreamEndpoint>>
