import { createHash, timingSafeEqual } from 'node:crypto'
import type { TotpRow } from '@paddock/store'
import { Secret, TOTP } from 'otpauth'

const periodSeconds = 30
/** Clocks differ: one step before and one after are taken too (RFC 6238, section 5.2). */
const window = 1

const totpOf = (secret: string, label: string): TOTP =>
  new TOTP({ issuer: 'Paddock', label, secret: Secret.fromBase32(secret), digits: 6, period: periodSeconds })

/** A new secret, 160 random bits (RFC 4226, section 4), in base 32. */
export function newSecret(random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(20)
  random(bytes)
  return new Secret({ buffer: bytes.buffer }).base32
}

/** What a device reads with its camera. */
export const uriOf = (secret: string, label: string): string => totpOf(secret, label).toString()

/** The step of time that a code is of; null when it is wrong, or not newer than the last one that was taken. */
export function stepOf(secret: string, code: string, { now, after }: { now: Date; after: number }): number | null {
  const token = code.replaceAll(/[ -]/g, '')
  if (!/^\d{6}$/.test(token)) return null
  const delta = totpOf(secret, '').validate({ token, timestamp: now.getTime(), window })
  if (delta === null) return null
  const step = Math.floor(now.getTime() / 1000 / periodSeconds) + delta
  return step > after ? step : null
}

// Without letters and digits that are easily taken for each other.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Ten codes of 59 bits, in groups that can be written down. */
export function newRecoveryCodes(random: (bytes: Uint8Array) => void): string[] {
  const one = (): string => {
    let text = ''
    while (text.length < 12) {
      const bytes = new Uint8Array(1)
      random(bytes)
      const [byte = 255] = bytes
      // Bytes beyond the last whole round would make the first letters likelier.
      if (byte < Math.floor(256 / letters.length) * letters.length) text += letters[byte % letters.length]
    }
    return text.match(/.{4}/g)?.join('-') ?? text
  }
  return Array.from({ length: 10 }, one)
}

/** What is stored of a recovery code. It is random, so that a plain hash is enough. */
export const recoveryHash = (code: string): Buffer =>
  createHash('sha256')
    .update(code.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    .digest()

/** The recovery codes that are left when one of them is taken; null when it is none of them. */
export function withoutRecovery({ recovery_hashes }: TotpRow, code: string): Buffer[] | null {
  const hash = recoveryHash(code)
  const left = recovery_hashes.filter(each => !timingSafeEqual(each, hash))
  return left.length < recovery_hashes.length ? left : null
}
