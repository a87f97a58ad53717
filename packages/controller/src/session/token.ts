import { createHash } from 'node:crypto'

/** A new session's secret: 256 random bits. */
export function newToken(random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(32)
  random(bytes)
  return Buffer.from(bytes).toString('base64url')
}

/** What is stored of it. A plain hash is enough: a random secret can't be guessed from a list of words. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest()
