import type { ProblemDetails } from '@paddock/api'
import type { Fault } from '@paddock/model'

/** A code of the API, or one of the two that only a client meets: nobody answered, or something that is not Paddock did. */
export type PaddockProblemCode = ProblemDetails['code'] | 'unreachable' | 'not-understood'

/** What went wrong with one call: what the API refused with, or that it could not be asked. */
export class PaddockProblem extends Error {
  override readonly name = 'PaddockProblem'
  readonly code: PaddockProblemCode
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly title: string
  /** What to do next, in words for the person who asked. */
  readonly detail: string
  readonly fault: Fault
  /** The fields that are not as they should be. */
  readonly fields: NonNullable<ProblemDetails['errors']>
  /** Under which id the installation's logs tell more. */
  readonly requestId: string | null
  /** How long the installation asks to wait before the next try. */
  readonly retryAfterSeconds: number | null

  constructor(
    told: Pick<ProblemDetails, 'title' | 'detail' | 'status' | 'fault' | 'errors'> & { code: PaddockProblemCode },
    {
      requestId = null,
      retryAfterSeconds = null,
      cause,
    }: { requestId?: string | null; retryAfterSeconds?: number | null; cause?: unknown } = {},
  ) {
    super(told.detail, cause === undefined ? undefined : { cause })
    this.code = told.code
    this.status = told.status
    this.title = told.title
    this.detail = told.detail
    this.fault = told.fault
    this.fields = told.errors ?? []
    this.requestId = requestId
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** Reads a refusal. An answer that is no problem document comes from something between the caller and Paddock. */
export async function problemOf(response: Response): Promise<PaddockProblem> {
  const told: unknown = await response.json().catch(() => null)
  const retryAfterSeconds = secondsOf(response.headers.get('retry-after'))
  if (isProblem(told)) return new PaddockProblem(told, { requestId: told.requestId, retryAfterSeconds })
  return new PaddockProblem(
    {
      code: 'not-understood',
      status: response.status,
      title: 'The answer is not Paddock’s',
      detail: `${response.url || 'The address'} answered ${response.status} without saying why. Check that the address is Paddock’s, and what stands between.`,
      fault: 'operator',
    },
    { requestId: response.headers.get('x-request-id'), retryAfterSeconds },
  )
}

/** The problem of a call that never reached anybody. */
export function unreachable(url: string, cause: unknown): PaddockProblem {
  return new PaddockProblem(
    {
      code: 'unreachable',
      status: 0,
      title: 'Paddock cannot be reached',
      detail: `Nobody answers at ${URL.parse(url)?.origin ?? url}${reasonOf(cause)}. Check the address, and that Paddock runs there.`,
      fault: 'operator',
    },
    { cause },
  )
}

function isProblem(told: unknown): told is ProblemDetails {
  if (typeof told !== 'object' || told === null) return false
  return 'code' in told && typeof told.code === 'string' && 'detail' in told && 'requestId' in told
}

/** The reason under undici's "fetch failed", such as ECONNREFUSED. */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code = inner instanceof Error && 'code' in inner ? inner.code : undefined
  return typeof code === 'string' ? ` (${code})` : ''
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, section 10.2.3). */
function secondsOf(value: string | null): number | null {
  if (value === null) return null
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000
  return Number.isFinite(seconds) ? Math.max(0, seconds) : null
}
