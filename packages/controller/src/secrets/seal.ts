import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** A key that secrets are sealed with, and its name, which stands in what it sealed. */
export interface SecretKey {
  readonly name: string
  readonly key: Buffer
}

/** Seals what the database must not hold in clear. The keys are elsewhere: in a file of the controller's. */
export interface Secrets {
  /** `about` binds it to its place: what was sealed for one person opens for nobody else. */
  seal(text: string, about: string): string
  /** @throws Error when it was sealed with a key that is not there, about something else, or was altered. */
  open(sealed: string, about: string): string
  /** True when it was sealed with an older key than the newest. */
  isOld(sealed: string): boolean
}

const cipher = 'aes-256-gcm'

/** Seals with the newest key, the last one, and opens with all. */
export function secretsWith(keys: readonly SecretKey[]): Secrets {
  const newest = keys.at(-1)
  if (newest === undefined) throw new Error('There is no key to seal secrets with.')
  return {
    seal(text, about) {
      // 96 random bits for each, as GCM has them (NIST SP 800-38D, section 8.2.2).
      const iv = randomBytes(12)
      const sealing = createCipheriv(cipher, newest.key, iv).setAAD(Buffer.from(about))
      const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final(), sealing.getAuthTag()])
      return [newest.name, iv.toString('base64url'), body.toString('base64url')].join('.')
    },
    open(sealed, about) {
      const [name = '', iv = '', text = ''] = sealed.split('.')
      const found = keys.find(key => key.name === name)
      if (found === undefined) throw new Error(`There is no key “${name}” to open a secret with.`)
      const body = Buffer.from(text, 'base64url')
      const opening = createDecipheriv(cipher, found.key, Buffer.from(iv, 'base64url'), { authTagLength: 16 })
      opening.setAAD(Buffer.from(about)).setAuthTag(body.subarray(-16))
      return Buffer.concat([opening.update(body.subarray(0, -16)), opening.final()]).toString('utf8')
    },
    isOld: sealed => sealed.split('.')[0] !== newest.name,
  }
}
