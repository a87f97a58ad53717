/** A JSON object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>

/** A reply that is not shaped as QEMU's reference says. The other end may be hostile, so nothing in it is taken on trust. */
export class BadReply extends Error {
  override readonly name = 'BadReply'
}

export function fields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadReply('An object was expected.')
  return value as Fields
}

export function list<T>(value: unknown, item: (value: unknown) => T): T[] {
  if (!Array.isArray(value)) throw new BadReply('A list was expected.')
  return value.map(item)
}

export function text(from: Fields, name: string): string {
  const value = from[name]
  if (typeof value !== 'string') throw new BadReply(`${name} should be text.`)
  return value
}

export function integer(from: Fields, name: string): number {
  const value = from[name]
  if (!Number.isSafeInteger(value)) throw new BadReply(`${name} should be an integer.`)
  return value as number
}

export function flag(from: Fields, name: string): boolean {
  const value = from[name]
  if (typeof value !== 'boolean') throw new BadReply(`${name} should be true or false.`)
  return value
}

/** As {@link text}, and `undefined` where the field is left out. */
export function optionalText(from: Fields, name: string): string | undefined {
  return from[name] === undefined ? undefined : text(from, name)
}

export function optionalInteger(from: Fields, name: string): number | undefined {
  return from[name] === undefined ? undefined : integer(from, name)
}
