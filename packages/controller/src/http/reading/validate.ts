import { type FieldProblem, Problem } from '@paddock/model'
import type { z } from 'zod'
import { checkText, pointerPart } from './json-body.ts'

/** One part of a request and what it must look like. */
export interface Part {
  readonly in: FieldProblem['in']
  readonly schema: z.ZodType
  readonly value: unknown
}

/**
 * Checks all parts of a request by their schemas and returns what they say.
 *
 * @throws Problem `invalid-input` that names every wrong field at once.
 */
export function validate(parts: readonly Part[]): unknown[] {
  const wrong: FieldProblem[] = []
  const values = parts.map(part => {
    // The body was looked through when it was read.
    if (part.in !== 'body') checkText(part.value, part.in)
    const result = part.schema.safeParse(part.value)
    if (!result.success) wrong.push(...result.error.issues.flatMap(issue => fieldsOf(part.in, issue)))
    return result.data
  })
  if (wrong.length > 0) throw invalidFields(wrong)
  return values
}

/** A refusal that names the fields, and in its sentence the first of them. */
export function invalidFields(fields: readonly FieldProblem[]): Problem {
  const [first] = fields
  const name = first && first.path !== '' ? first.path.slice(1) : `The ${first?.in}`
  return new Problem('invalid-input', `${name} ${first?.message}${fields.length > 1 ? ', among others' : ''}.`, {
    fields,
  })
}

function fieldsOf(where: FieldProblem['in'], issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.map(part => `/${pointerPart(part)}`).join('')
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map(key => ({
        in: where,
        path: `${path}/${pointerPart(key)}`,
        message: 'is not a field of this request',
      }))
    case 'invalid_type':
      // What JSON lacks is undefined to zod.
      return [
        {
          in: where,
          path,
          message: issue.input === undefined && /undefined$/.test(issue.message) ? 'is missing' : must(issue.message),
        },
      ]
    default:
      return [{ in: where, path, message: must(issue.message) }]
  }
}

/** Paddock's own messages are phrases ("must be …"); zod's are sentences of their own. */
const must = (message: string): string =>
  /^(must|is|needs|cannot) /.test(message) ? message : `is not valid: ${message}`
