import type { Endpoint } from '@paddock/api'
import type { Ask } from './asks.ts'

/** An answer as it came, and its JSON if it is some. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what is being tested.
  readonly json: any
}

/** Sends a request as bytes on the wire, with nothing of the SDK's help. Event streams are cut after their head. */
export async function send(
  url: string,
  entry: Endpoint,
  {
    ask,
    token,
    headers = {},
    raw,
  }: { ask: Ask; token?: string; headers?: Record<string, string>; raw?: string | Uint8Array<ArrayBuffer> },
): Promise<Answer> {
  const path = entry.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(ask.params?.[name] ?? ''))
  const query = new URLSearchParams(ask.query).toString()
  const body = raw ?? (ask.body === undefined ? undefined : JSON.stringify(ask.body))
  const response = await fetch(`${url}${path}${query === '' ? '' : `?${query}`}`, {
    method: entry.method,
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
  })
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    await response.body?.cancel()
    return { status: response.status, headers: response.headers, text: '', json: undefined }
  }
  const text = await response.text()
  return { status: response.status, headers: response.headers, text, json: parse(text) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
