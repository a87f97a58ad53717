import { encoding } from './encoding.ts'
import { browserFormat, isKnownFormat, takesPng } from './pixel-format.ts'

/**
 * The form in which a machine's screen is fetched. Viewers that can take the same form share one connection to the machine.
 *
 * Only encodings without a memory of what came before: so a rectangle means the same to everybody, whenever they came.
 */
export interface WantedPicture {
  readonly format: Buffer
  readonly encoding: typeof encoding.tightPng | typeof encoding.hextile | typeof encoding.raw
}

export const browserPicture: WantedPicture = { format: browserFormat, encoding: encoding.tightPng }

/** The best form that a viewer can take. @throws Error for a format that nobody can send. */
export function pictureFor({ format, encodings }: { format: Buffer; encodings: ReadonlySet<number> }): WantedPicture {
  if (!isKnownFormat(format)) throw new Error('This pixel format cannot be sent.')
  if (encodings.has(encoding.tightPng) && takesPng(format)) return { format, encoding: encoding.tightPng }
  return { format, encoding: encodings.has(encoding.hextile) ? encoding.hextile : encoding.raw }
}

/** Equal for those who can share. The three bytes of padding at the end mean nothing. */
export const keyOf = ({ format, encoding: kind }: WantedPicture): string => `${kind} ${format.toString('hex', 0, 13)}`
