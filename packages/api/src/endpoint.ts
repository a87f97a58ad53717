import type { Permission, ProblemCode } from '@paddock/model'
import { z } from 'zod'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/**
 * One endpoint of the public API: everything that router, validation, OpenAPI, SDK, CLI and reference pages need to know.
 *
 * Nothing about an endpoint is said anywhere else.
 */
export interface Endpoint {
  /** Noun, then verb, in camel case: `labStart`. The SDK calls it `paddock.lab.start`. */
  readonly id: string
  readonly method: Method
  /** With parameters in braces: `/v1/labs/{lab}/start`. */
  readonly path: string
  /** One line, third person: "Starts a lab." */
  readonly summary: string
  readonly description?: string
  /**
   * What the caller must be allowed. `anyone`: no sign-in asked. `signed-in`: whoever has a session or a token, about themselves.
   * `in-person`: whoever has a session; a token is not enough.
   */
  readonly permission: Permission | 'anyone' | 'signed-in' | 'in-person'
  /** The action in the audit log. Every endpoint that changes something has one, reads have null. */
  readonly audit: string | null
  readonly params: z.ZodObject
  readonly query: z.ZodObject
  readonly body: z.ZodType | null
  readonly answer: { readonly status: 200 | 201 | 202 | 204; readonly schema: z.ZodType | null }
  /** What it may refuse with, besides what every endpoint may: see {@link everyEndpointMay}. */
  readonly problems: readonly ProblemCode[]
  /** `create`: takes an Idempotency-Key. */
  readonly idempotency: boolean
  /** The answer carries an ETag, made of the thing's revision. */
  readonly etag: boolean
  /** Takes If-Match, and answers `changed-meanwhile` when it does not match. */
  readonly ifMatch: boolean
  /** What the answer is sent as: JSON, a stream of server-sent events, a WebSocket of bytes, a PNG picture, or a file that may be of any length. */
  readonly sends: 'json' | 'events' | 'socket' | 'png' | 'file'
}

const none = z.strictObject({})

type Given<
  Id extends string,
  Body extends z.ZodType | null,
  Answer extends z.ZodType | null,
  Params extends z.ZodObject,
  Query extends z.ZodObject,
> = {
  readonly id: Id
  readonly summary: string
  readonly description?: string
  readonly permission: Endpoint['permission']
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly answer?: Answer
  readonly status?: Endpoint['answer']['status']
  readonly audit?: string
  readonly problems?: readonly ProblemCode[]
  readonly idempotency?: boolean
  readonly etag?: boolean
  readonly ifMatch?: boolean
  readonly sends?: Endpoint['sends']
}

/**
 * Declares an endpoint: `endpoint('POST /v1/labs/{lab}/start', { … })`.
 *
 * What is left out: no parameters, no body, status 200 with an answer and 204 without, no audit for GET.
 */
export function endpoint<
  const Id extends string,
  const Body extends z.ZodType | null = null,
  const Answer extends z.ZodType | null = null,
  const Params extends z.ZodObject = typeof none,
  const Query extends z.ZodObject = typeof none,
>(line: `${Method} /${string}`, given: Given<Id, Body, Answer, Params, Query>) {
  const [method = 'GET', path = '/'] = line.split(' ') as [Method, string]
  return {
    id: given.id,
    method,
    path,
    summary: given.summary,
    ...(given.description === undefined ? {} : { description: given.description }),
    permission: given.permission,
    audit: given.audit ?? null,
    params: (given.params ?? none) as Params,
    query: (given.query ?? none) as Query,
    body: (given.body ?? null) as Body,
    answer: { status: given.status ?? (given.answer ? 200 : 204), schema: (given.answer ?? null) as Answer },
    problems: given.problems ?? [],
    idempotency: given.idempotency ?? false,
    etag: given.etag ?? false,
    ifMatch: given.ifMatch ?? false,
    sends: given.sends ?? 'json',
  } as const satisfies Endpoint
}

/** What any endpoint may refuse with, so that entries need not repeat it. */
export const everyEndpointMay = [
  'invalid-input',
  'not-signed-in',
  'not-allowed',
  'not-in-person',
  'wrong-origin',
  'too-many-attempts',
  'too-large',
  'unsupported-media-type',
  'not-available',
  'bug',
] as const satisfies ProblemCode[]

/** A page of a list: follow `nextCursor` until it is null. Items come newest first unless the endpoint says otherwise. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

export const pageQuery = z.strictObject({
  /** Where the last page ended: its `nextCursor`. */
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number<number>().int().min(1).max(200).default(50),
})

/** Yes or no in an address, where everything is text. */
export const yes = z
  .preprocess(word => (word === 'true' ? true : word === 'false' ? false : word), z.boolean())
  .meta({ type: 'boolean' }) as unknown as z.ZodType<boolean, boolean>

export const moment = z.iso.datetime()

/** Why a thing is not as it should be. */
export const reason = z.object({ code: z.string(), message: z.string() })
