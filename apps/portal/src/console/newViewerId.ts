import type { ViewerId } from '@paddock/model'

/**
 * An id for one open console: a random UUID (RFC 9562, section 5.4).
 *
 * Not `crypto.randomUUID`, which is missing on a page that came over plain HTTP.
 */
export function newViewerId(): ViewerId {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  const text = Array.from(bytes, (byte, at) => {
    const value = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte
    return value.toString(16).padStart(2, '0')
  }).join('')
  return text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as ViewerId
}
