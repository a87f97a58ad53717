import { z } from 'zod'

/** Who can put a failure right: the caller by asking differently, the operator of the installation, or we by mending a bug. */
export type Fault = 'caller' | 'operator' | 'us'

/** Every failure that leaves the API has one of these codes. `docs/reference/problems.md` says what each means. */
export const problems = {
  'invalid-input': { status: 400, fault: 'caller', title: 'The request is not valid' },
  'not-signed-in': { status: 401, fault: 'caller', title: 'Sign in first' },
  'wrong-credentials': { status: 401, fault: 'caller', title: 'E-mail or password is wrong' },
  'code-needed': { status: 401, fault: 'caller', title: 'Type the code of your second factor' },
  'too-many-attempts': { status: 429, fault: 'caller', title: 'Too many attempts' },
  'not-allowed': { status: 403, fault: 'caller', title: 'You may not do this' },
  'not-in-person': { status: 403, fault: 'caller', title: 'A token may not do this' },
  'wrong-origin': { status: 403, fault: 'caller', title: 'The request came from another site' },
  'not-found': { status: 404, fault: 'caller', title: 'There is no such thing' },
  'method-not-allowed': { status: 405, fault: 'caller', title: 'This address does not take that method' },
  'name-taken': { status: 409, fault: 'caller', title: 'The name is taken' },
  'not-now': { status: 409, fault: 'caller', title: 'Its state does not allow this now' },
  'in-use': { status: 409, fault: 'caller', title: 'Something still uses it' },
  'address-taken': { status: 409, fault: 'caller', title: 'The address is taken' },
  'no-free-address': { status: 409, fault: 'caller', title: 'The network has no free address' },
  'not-ready': { status: 409, fault: 'caller', title: 'It is still being made' },
  'key-reused': { status: 409, fault: 'caller', title: 'The idempotency key belongs to another request' },
  'changed-meanwhile': { status: 412, fault: 'caller', title: 'Somebody changed it meanwhile' },
  'too-large': { status: 413, fault: 'caller', title: 'The request is too large' },
  'unsupported-media-type': { status: 415, fault: 'caller', title: 'The request body is not JSON' },
  'limit-reached': { status: 422, fault: 'caller', title: 'A limit is reached' },
  'quota-exceeded': { status: 409, fault: 'caller', title: 'A quota does not allow it' },
  'memory-unfit': { status: 409, fault: 'caller', title: 'The memory does not go on here' },
  'no-agent': { status: 409, fault: 'caller', title: 'The guest agent does not answer' },
  'guest-command-timeout': { status: 504, fault: 'caller', title: 'The command in the guest took too long' },
  'guest-crashed': { status: 500, fault: 'caller', title: 'The guest system crashed' },
  'no-capacity': { status: 507, fault: 'operator', title: 'No host has room' },
  'disk-full': { status: 507, fault: 'operator', title: 'The host’s disk is full' },
  'start-failed': { status: 500, fault: 'operator', title: 'The machine could not be started' },
  'host-unreachable': { status: 503, fault: 'operator', title: 'The host cannot be reached' },
  'snapshot-failed': { status: 500, fault: 'operator', title: 'The snapshot could not be taken' },
  'image-not-made': { status: 500, fault: 'operator', title: 'An image could not be made' },
  'provider-failed': { status: 502, fault: 'operator', title: 'The identity provider failed' },
  'not-available': { status: 503, fault: 'operator', title: 'Paddock is not ready' },
  bug: { status: 500, fault: 'us', title: 'Paddock made a mistake' },
} as const satisfies Record<string, { status: number; fault: Fault; title: string }>

export type ProblemCode = keyof typeof problems
export const problemCode = z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]])

/** One field of the request that is not as it should be. `path` is a JSON pointer (RFC 6901) into body, query or parameters. */
export interface FieldProblem {
  readonly in: 'body' | 'query' | 'params' | 'headers'
  readonly path: string
  readonly message: string
}

/**
 * A failure with a code from {@link problems}.
 *
 * The message tells the reader what to do next and may be shown to anyone who may see the thing; the cause stays inside.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly fields: readonly FieldProblem[]
  /** After how long it is worth asking again; null: that is not known. */
  readonly retryAfterSeconds: number | null

  constructor(
    code: ProblemCode,
    message: string,
    options: { cause?: unknown; fields?: readonly FieldProblem[]; retryAfterSeconds?: number } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.fields = options.fields ?? []
    this.retryAfterSeconds = options.retryAfterSeconds ?? null
  }

  get status(): number {
    return problems[this.code].status
  }

  get fault(): Fault {
    return problems[this.code].fault
  }
}
