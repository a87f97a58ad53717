import { randomKey } from './key.ts'
import { PaddockProblem, problemOf, unreachable } from './problem.ts'
import { delay } from './wait.ts'

/** Where Paddock is, and who asks. */
export interface PaddockOptions {
  /** `https://lab.example.org`; in a browser it may be left empty: the page's own. */
  readonly baseUrl?: string
  /** A session's token. Left out in a browser, where the session's cookie speaks. */
  readonly token?: string | (() => string | null | undefined)
  /** Takes the place of the global fetch: for proxies, client certificates, tests. */
  readonly fetch?: typeof fetch
  /** How often a call that may be repeated is tried in all. */
  readonly tries?: number
}

/** What goes along with one call. */
export interface CallOptions {
  /** Refuse if the thing is not at this revision any more (its ETag also does). */
  readonly ifMatch?: number | string
  /** Names this create, so that a repetition finds what the first made. Left out, each call gets one of its own. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  readonly headers?: Readonly<Record<string, string>>
}

/** What the generated files say about an endpoint. */
export interface Line {
  readonly method: string
  readonly path: string
  /** The fields that go into the query; those in the path's braces go there, and what is left into the body. */
  readonly query?: readonly string[]
  readonly body?: true
  readonly idempotent?: true
}

export type Input = Readonly<Record<string, unknown>>

/** The longest time that a call waits for its next try by itself. Longer waits are the caller's to decide. */
const longestWaitSeconds = 20

/** Sends calls to one installation for one caller. */
export class Client {
  readonly #options: PaddockOptions

  constructor(options: PaddockOptions) {
    this.#options = options
  }

  /**
   * Makes one call and returns its answer.
   *
   * Repeats what may be repeated (reads, and creates by their key) when the connection breaks, and anything that the
   * installation puts off with a short Retry-After.
   *
   * @throws PaddockProblem when it is refused or nobody answers.
   */
  async call<Answer>(line: Line, input: Input = {}, options: CallOptions = {}): Promise<Answer> {
    const response = await this.send(line, input, options)
    if (response.status === 204) return undefined as Answer
    try {
      return (await response.json()) as Answer
    } catch {
      throw await problemOf(response)
    }
  }

  /** Makes one call whose answer is a file. @throws PaddockProblem when it is refused or nobody answers. */
  async bytes(line: Line, input: Input, { accept, ...options }: CallOptions & { accept: string }): Promise<Uint8Array> {
    return new Uint8Array(await (await this.send(line, input, options, accept)).arrayBuffer())
  }

  /** Makes one call whose answer may be of any length, and hands it on as it comes. @throws PaddockProblem as the others do. */
  async stream(line: Line, input: Input, options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    const { body } = await this.send(line, input, options, '*/*')
    return body ?? new ReadableStream({ start: controller => controller.close() })
  }

  /** Follows a list from page to page. */
  async *all<Item>(line: Line, input: Input = {}, options: CallOptions = {}): AsyncGenerator<Item, void, undefined> {
    let cursor: string | null | undefined
    do {
      const asked = cursor ? { ...input, cursor } : input
      const page = await this.call<{ items: Item[]; nextCursor: string | null }>(line, asked, options)
      yield* page.items
      cursor = page.nextCursor
    } while (cursor)
  }

  /** The address of an endpoint with its parameters and query in place. */
  url(line: Line, input: Input): string {
    const path = line.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(input[name])))
    const query = new URLSearchParams()
    for (const name of line.query ?? []) if (input[name] !== undefined) query.set(name, String(input[name]))
    return `${(this.#options.baseUrl ?? '').replace(/\/+$/, '')}${path}${query.size > 0 ? `?${query}` : ''}`
  }

  /** The address of an endpoint that is a WebSocket. */
  socketUrl(line: Line, input: Input): string {
    // Only a page has a location, and only a page may leave `baseUrl` out.
    const { location } = globalThis as { location?: { href: string } }
    const url = new URL(this.url(line, input), location?.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    return url.href
  }

  /** The header that tells who asks; empty where a cookie does. */
  authorization(): Record<string, string> {
    const { token } = this.#options
    const value = typeof token === 'function' ? token() : token
    return value ? { authorization: `Bearer ${value}` } : {}
  }

  /** Sends until there is an answer that is no refusal. */
  async send(line: Line, input: Input, options: CallOptions, accept = 'application/json'): Promise<Response> {
    const url = this.url(line, input)
    const request = { ...this.#request(line, input, options, accept), signal: options.signal ?? null }
    const repeatable = line.method === 'GET' || line.method === 'PUT' || line.idempotent === true
    const tries = this.#options.tries ?? 4
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#once(url, request)
      if (!(outcome instanceof PaddockProblem)) return outcome
      const waitSeconds = pause(outcome, attempt, repeatable)
      if (attempt >= tries || waitSeconds === null || waitSeconds > longestWaitSeconds) throw outcome
      await delay(waitSeconds * 1000, options.signal)
    }
  }

  async #once(url: string, request: RequestInit): Promise<Response | PaddockProblem> {
    let response: Response
    try {
      response = await (this.#options.fetch ?? fetch)(url, request)
    } catch (cause) {
      if (request.signal?.aborted) throw request.signal.reason
      return unreachable(url, cause)
    }
    return response.ok ? response : await problemOf(response)
  }

  #request(line: Line, input: Input, options: CallOptions, accept: string): RequestInit {
    const headers: Record<string, string> = { accept, ...this.authorization() }
    if (line.idempotent) headers['idempotency-key'] = options.idempotencyKey ?? randomKey()
    if (options.ifMatch !== undefined)
      headers['if-match'] = typeof options.ifMatch === 'number' ? `"${options.ifMatch}"` : options.ifMatch
    const body = line.body ? JSON.stringify(bodyOf(line, input)) : null
    if (body !== null) headers['content-type'] = 'application/json'
    return { method: line.method, headers: { ...headers, ...options.headers }, body, credentials: 'same-origin' }
  }
}

/** How long to wait before the same is asked again; null: not to be repeated. */
function pause(problem: PaddockProblem, attempt: number, repeatable: boolean): number | null {
  // Each wait is twice as long as the one before, and a little different for everyone, so that not all come back at once.
  const backOff = 0.2 * 2 ** (attempt - 1) * (0.75 + Math.random() / 2)
  if (problem.code === 'unreachable') return repeatable ? backOff : null
  return problem.status === 429 || problem.status === 503 ? problem.retryAfterSeconds : null
}

function bodyOf(line: Line, input: Input): Input {
  const elsewhere = new Set([...(line.query ?? []), ...[...line.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)])
  return Object.fromEntries(Object.entries(input).filter(([name]) => !elsewhere.has(name)))
}
