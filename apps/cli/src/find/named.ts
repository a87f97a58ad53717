import { CliProblem } from '../frame/exit.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export const isId = (text: string) => uuid.test(text)

/** A thing that people call by name. */
export interface Candidate {
  readonly id: string
  readonly names: readonly string[]
  /** What tells it from others of the same name. */
  readonly about: string
}

/** A name as it is easily typed: `web-shop` for "Web shop". */
export function typed(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}@./]+/gu, '-')
    .replace(/^-+|-+$/g, '')
}

/**
 * Finds the one thing that is meant: by its exact name, else in any case, else as it is easily typed (`web-shop`).
 *
 * @throws CliProblem `not-found`, or `usage` with the candidates when several are meant.
 */
export function meant<Thing extends Candidate>(kind: string, text: string, things: readonly Thing[]): Thing {
  const ways = [(name: string) => name, (name: string) => name.toLowerCase(), typed]
  for (const way of ways) {
    const found = things.filter(thing => thing.names.some(name => way(name) === way(text)))
    const [first] = found
    if (first !== undefined && found.length === 1) return first
    if (found.length > 1)
      throw new CliProblem(
        'usage',
        `${found.length} of the ${kind}s are called ${text}. Name the one by its id:\n${found.map(({ id, names, about }) => `  ${id}  ${names[0]}  ${about}`).join('\n')}`,
      )
  }
  const near = things
    .map(thing => thing.names[0] ?? '')
    .filter(name => typed(name).includes(typed(text)) || typed(text).includes(typed(name)))
  throw new CliProblem(
    'not-found',
    `There is no ${kind} called ${text}.${near.length > 0 && near.length <= 5 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
  )
}
