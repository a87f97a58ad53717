import { PaddockProblem } from '@paddock/sdk'

/** What a refusal says of single fields, and whether there is more to it than that. */
export interface FieldProblems {
  /** By the name of the field in the request's body; of a list, by that of the list. */
  readonly fields: { readonly [field: string]: string }
  /** The problem, when a field does not say it all. */
  readonly rest: unknown
}

/**
 * Splits a refusal into what belongs beside fields and what stands above them.
 *
 * `codes`: problems that are about one field though they name none, such as a name that is taken.
 */
export function fieldProblems(error: unknown, codes: { readonly [code: string]: string } = {}): FieldProblems {
  if (error === null || error === undefined) return { fields: {}, rest: null }
  if (!(error instanceof PaddockProblem)) return { fields: {}, rest: error }
  const own = codes[error.code]
  if (own !== undefined) return { fields: { [own]: error.detail }, rest: null }
  const named = error.fields.filter(field => field.in === 'body' && field.path.length > 1)
  if (named.length === 0) return { fields: {}, rest: error }
  const fields: Record<string, string> = {}
  for (const { path, message } of named) {
    const name = path.split('/')[1] ?? ''
    fields[name] ??= message.replace(/^./, first => first.toUpperCase())
  }
  return { fields, rest: named.length === error.fields.length ? null : error }
}
