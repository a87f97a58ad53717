import { createHash } from 'node:crypto'
import type { RunId } from '@paddock/model'
import type { HostRegistry } from '../hosts/registry.ts'
import { atHost, type Lit } from './where.ts'

/** A small picture of a machine's screen. */
export interface Thumbnail {
  readonly png: Buffer
  readonly etag: string
}

/** Small pictures of screens, however many ask for them. */
export interface Thumbnails {
  /** @throws Problem `host-unreachable`, `not-now` */
  of(lit: Lit): Promise<Thumbnail>
}

const width = 320
/** A picture is shown for so long before another is taken. */
const freshMs = 2_000
/** So many are kept: one for each card on the pages of a large class. */
const kept = 500

export function thumbnails({ hosts, clock }: { hosts: HostRegistry; clock: () => Date }): Thumbnails {
  /** The one that was taken last comes last. */
  const pictures = new Map<RunId, { readonly takenAt: number; readonly picture: Promise<Thumbnail> }>()

  async function take(lit: Lit): Promise<Thumbnail> {
    const { png } = await atHost(hosts, lit, host => host.call({ method: 'picture', run: lit.run, width }))
    const bytes = Buffer.from(png, 'base64')
    return { png: bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
  }

  return {
    of(lit) {
      const known = pictures.get(lit.run)
      const now = clock().getTime()
      if (known && now - known.takenAt < freshMs) return known.picture
      const picture = take(lit)
      const entry = { takenAt: now, picture }
      pictures.delete(lit.run)
      pictures.set(lit.run, entry)
      picture.catch(() => {
        if (pictures.get(lit.run) === entry) pictures.delete(lit.run)
      })
      const [oldest] = pictures.keys()
      if (pictures.size > kept && oldest) pictures.delete(oldest)
      return picture
    },
  }
}
