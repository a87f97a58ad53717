/** A key that no other call has. */
export function randomKey(): string {
  // Not `randomUUID`, which is missing in a browser on a page that came over plain HTTP; `getRandomValues` is there (Web Cryptography API, section 10).
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
}
