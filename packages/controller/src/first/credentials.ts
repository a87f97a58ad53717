/** What the first sign-ins need. It is shown once, to whoever owns the machine, and stored nowhere else. */
export interface FirstLogin {
  readonly operator: { readonly email: string; readonly password: string }
  readonly tenant: { readonly slug: string; readonly email: string; readonly password: string }
}

// Without letters and digits that are easily taken for each other.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A password that can be read out and typed: five groups of four, 99 bits. */
export function newPassword(random: (bytes: Uint8Array) => void): string {
  let text = ''
  while (text.length < 20) {
    const [byte = 255] = fill(random)
    // Bytes beyond the last whole round would make the first letters likelier.
    if (byte < Math.floor(256 / letters.length) * letters.length) text += letters[byte % letters.length]
  }
  return text.match(/.{4}/g)?.join('-') ?? text
}

function fill(random: (bytes: Uint8Array) => void): Uint8Array {
  const bytes = new Uint8Array(1)
  random(bytes)
  return bytes
}
