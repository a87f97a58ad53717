import { type FieldProblem, Problem } from '@paddock/model'

/** Deeper than anything that Paddock's documents nest. */
const deepest = 32

/**
 * Reads a JSON body. Strict where JavaScript is lax: UTF-8 only, no text that PostgreSQL can't hold, nothing that
 * reaches for a prototype, no endless nesting. Undefined for an empty body.
 *
 * @throws Problem `invalid-input` naming the field.
 */
export function readJson(body: Buffer): unknown {
  if (body.length === 0) return undefined
  const text = decode(body)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw invalid('', 'must be JSON', cause)
  }
  checkText(value, 'body')
  return value
}

function decode(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch (cause) {
    throw invalid('', 'must be UTF-8', cause)
  }
}

/**
 * Looks through a whole value for text that could not be stored as it is.
 *
 * Without recursion, so that nesting can't exhaust the stack.
 */
export function checkText(value: unknown, where: FieldProblem['in']): void {
  const rest: { value: unknown; path: string; depth: number }[] = [{ value, path: '', depth: 0 }]
  for (let item = rest.pop(); item !== undefined; item = rest.pop()) {
    const { path, depth } = item
    if (depth > deepest) throw invalid(shorten(path), 'is nested too deeply', undefined, where)
    if (typeof item.value === 'string') checkString(item.value, path, where)
    if (typeof item.value !== 'object' || item.value === null) continue
    for (const [key, inner] of Object.entries(item.value)) {
      const below = `${path}/${pointerPart(key)}`
      if (key === '__proto__') throw invalid(below, 'is not a field of this request', undefined, where)
      checkString(key, path, where)
      rest.push({ value: inner, path: below, depth: depth + 1 })
    }
  }
}

function checkString(text: string, path: string, where: FieldProblem['in']): void {
  // PostgreSQL's text takes no NUL; a lone surrogate is no Unicode text and would come back as another character.
  if (text.includes('\u0000')) throw invalid(path, 'must not contain NUL', undefined, where)
  if (!text.isWellFormed()) throw invalid(path, 'must not contain lone surrogates', undefined, where)
}

/** One step of a JSON pointer (RFC 6901, section 3). */
export const pointerPart = (key: PropertyKey): string => String(key).replaceAll('~', '~0').replaceAll('/', '~1')

const shorten = (path: string): string => path.split('/').slice(0, 4).join('/')

function invalid(path: string, message: string, cause?: unknown, where: FieldProblem['in'] = 'body'): Problem {
  const detail = path === '' ? `The ${where} ${message}.` : `${path} ${message}.`
  return new Problem('invalid-input', detail, { cause, fields: [{ in: where, path, message }] })
}
