import { invalidFields } from './validate.ts'

/**
 * The revision that If-Match names (RFC 9110, section 13.1.1). Null: any, because there is none or it is `*`.
 *
 * A weak tag counts like a strong one: proxies that compress answers weaken tags (nginx, ngx_http_gzip_module). Tags that Paddock never
 * gave name no revision at all: -1.
 */
export function readIfMatch(header: string | undefined, taken: boolean): number | null {
  if (header === undefined || header.trim() === '*') return null
  const wrong = (message: string) => invalidFields([{ in: 'headers', path: '/if-match', message }])
  if (!taken) throw wrong('is not taken here: this request does not depend on a revision')
  const tag = /^(?:W\/)?"([\x21\x23-\x7e]*)"$/.exec(header.trim())?.[1]
  if (tag === undefined) throw wrong('must be one entity tag such as "3", or *')
  return /^[0-9]{1,9}$/.test(tag) ? Number(tag) : -1
}

/** The Idempotency-Key of a create. Null: there is none. */
export function readIdempotencyKey(header: string | string[] | undefined, taken: boolean): string | null {
  if (header === undefined || !taken) return null
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header))
    throw invalidFields([
      {
        in: 'headers',
        path: '/idempotency-key',
        message: 'must be 1 to 255 printable ASCII characters without spaces',
      },
    ])
  return header
}
