import { code } from './markdown.ts'

/** As much of a JSON Schema as the API's have. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

const formats: Readonly<Record<string, string>> = {
  uuid: 'id (UUID)',
  'date-time': 'moment (RFC 3339)',
  email: 'e-mail address',
  ipv4: 'IPv4 address',
  cidrv4: 'IPv4 addresses as address/length',
}

/** A schema in a few words: "whole number, 1 to 64". */
export function wordFor(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? ''
    return `[${name}](#${name.toLowerCase()})`
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const))
  if (schema.enum) return schema.enum.map(one => code(String(one))).join(', ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map(wordFor).join(' or ')
  switch (schema.type) {
    case 'null':
      return 'null'
    case 'boolean':
      return 'true or false'
    case 'integer':
      return `whole number${range(schema.minimum, schema.maximum)}`
    case 'number':
      return `number${range(schema.minimum, schema.maximum)}`
    case 'string':
      return (
        (schema.format && formats[schema.format]) ?? `text${range(schema.minLength, schema.maxLength, ' characters')}`
      )
    case 'array':
      return `list of ${schema.items ? wordFor(schema.items) : 'anything'}${range(schema.minItems, schema.maxItems)}`
    case 'object':
      return `{ ${Object.entries(schema.properties ?? {})
        .map(([name, inner]) => `${code(name)}: ${wordFor(inner)}`)
        .join('; ')} }`
    default:
      return 'anything'
  }
}

function range(least: number | undefined, most: number | undefined, unit = ''): string {
  const say = (count: number) => count.toLocaleString('en')
  if (least !== undefined && most !== undefined) return `, ${say(least)} to ${say(most)}${unit}`
  if (most !== undefined) return `, at most ${say(most)}${unit}`
  return least === undefined ? '' : `, at least ${say(least)}${unit}`
}
