import { type Endpoint, openApi } from '@paddock/api'
import { type Noun, wordsOf } from '../../../apps/cli/src/index.ts'
import { code, markdownTable } from './markdown.ts'
import { nounOf, verbOf } from './names.ts'
import { type Schema, wordFor } from './schema-words.ts'

interface Operation {
  readonly description?: string
  readonly parameters: readonly { name?: string; in?: string; required?: boolean; schema?: Schema; $ref?: string }[]
  readonly requestBody?: { content: { 'application/json': { schema: Schema } } }
  readonly responses: Readonly<Record<string, { content?: Record<string, { schema: Schema }>; $ref?: string }>>
}

/** Every endpoint: what it is asked, what it answers, with what it may refuse. */
export function apiPage(endpoints: readonly Endpoint[], nouns: readonly Noun[]): string {
  const document = openApi(endpoints)
  const operationOf = ({ path, method }: Endpoint) => document.paths[path]?.[method.toLowerCase()] as Operation
  const schemas = (document.components as { schemas: Record<string, Schema> }).schemas
  const groups = Map.groupBy(endpoints, nounOf)
  const tags = document.tags as { name: string; description: string }[]
  return [
    '# The API',
    'Everything that Paddock does is asked for here: the portal, the command and the SDK have no other way. The same as an OpenAPI 3.1 document: [openapi.json](openapi.json), which an installation also serves at `/v1/openapi.json`.',
    rules,
    '## Endpoints',
    markdownTable(
      ['', 'Endpoint', ''],
      endpoints.map(entry => [code(entry.method), `[${code(entry.path)}](#${entry.id.toLowerCase()})`, entry.summary]),
    ),
    ...[...groups].flatMap(([noun, entries]) => [
      `## ${noun}`,
      tags.find(({ name }) => name === noun)?.description ?? '',
      ...entries.map(entry => section(entry, operationOf(entry), nouns)),
    ]),
    '## Shapes',
    'What is answered may grow: look away from fields that are not here.',
    ...Object.entries(schemas).map(([name, schema]) => shape(name, schema)),
  ].join('\n\n')
}

const rules = `* **Signing in**: \`POST /v1/sessions\` answers a token. Send it as \`Authorization: Bearer …\`; browsers get it as a cookie too.
* **Lists** are pages of \`{ items, nextCursor }\`. Give \`nextCursor\` as \`cursor\` for the next one, until it is null.
* **Creates** take an \`Idempotency-Key\`: repeat a request with the same key as often as the connection breaks, and one thing is made.
* **Changes** take an \`If-Match\` with the \`ETag\` that came with the thing, which is its \`revision\` in quotes. Without it the last one wins.
* **What takes a while** answers 202 at once. The thing's \`state\` tells how far it has come, and the streams of events tell when it changes.
* **Refusals** are problem details (RFC 9457) with a \`code\`: see [the problems](problems.md). Besides those that an endpoint names, any may refuse with what is wrong with the request itself, with the sign-in, or with Paddock.`

function section(entry: Endpoint, operation: Operation, nouns: readonly Noun[]): string {
  const commands = nouns.flatMap(({ verbs }) => verbs.filter(verb => verb.calls.some(id => id === entry.id)))
  const facts = [
    `${code(`${entry.method} ${entry.path}`)}`,
    `* Permission: ${code(entry.permission)}`,
    ...(entry.audit === null ? [] : [`* Audit: ${code(entry.audit)}`]),
    ...headerLines(entry),
    `* Answers: ${answerWords(entry, operation)}`,
    ...(entry.problems.length === 0
      ? []
      : [`* May refuse with: ${entry.problems.map(name => `[${code(name)}](problems.md#${name})`).join(', ')}`]),
    `* SDK: ${code(`paddock.${nounOf(entry)}.${verbOf(entry)}${entry.sends === 'socket' ? 'Url' : ''}`)}${commands.length === 0 ? '' : ` · command: ${commands.map(verb => `[${code(`paddock ${wordsOf(verb).join(' ')}`)}](cli.md#paddock-${wordsOf(verb).join('-')})`).join(', ')}`}`,
  ]
  return [
    `### ${entry.id}`,
    entry.summary,
    entry.description,
    facts.join('\n').replace('\n', '\n\n'),
    fieldTable(operation),
  ]
    .filter(Boolean)
    .join('\n\n')
}

function headerLines(entry: Endpoint): string[] {
  return [
    ...(entry.idempotency ? ['* Takes `Idempotency-Key`'] : []),
    ...(entry.ifMatch ? ['* Takes `If-Match`'] : []),
    ...(entry.sends === 'events' ? ['* Takes `Last-Event-ID`'] : []),
  ]
}

function answerWords(entry: Endpoint, operation: Operation): string {
  if (entry.sends === 'socket') return 'a WebSocket'
  if (entry.sends === 'png') return '200, a PNG picture, with `ETag`'
  if (entry.sends === 'file') return '200, a file'
  const response = operation.responses[String(entry.answer.status)]
  const [type, content] = Object.entries(response?.content ?? {})[0] ?? []
  const words = content === undefined ? 'nothing' : wordFor(content.schema)
  return `${entry.answer.status}, ${type === 'text/event-stream' ? `a stream of ${words}` : words}${entry.etag ? ', with `ETag`' : ''}`
}

function fieldTable(operation: Operation): string {
  const body = operation.requestBody?.content['application/json'].schema
  const rows = [
    ...operation.parameters.flatMap(({ name, in: place = '', required, schema }) =>
      name === undefined || schema === undefined ? [] : [row(name, place, required === true, schema)],
    ),
    ...(body?.$ref === undefined ? [] : [['', 'body', wordFor(body), 'needed']]),
    ...Object.entries(body?.properties ?? {}).map(([name, schema]) =>
      row(name, 'body', body?.required?.includes(name) === true, schema),
    ),
  ]
  return rows.length === 0 ? '' : markdownTable(['Field', 'In', 'What', ''], rows)
}

function row(name: string, place: string, needed: boolean, schema: Schema): string[] {
  const otherwise = schema.default === undefined ? '' : `otherwise ${code(JSON.stringify(schema.default))}`
  return [code(name), place, wordFor(schema), needed ? 'needed' : otherwise]
}

function shape(name: string, schema: Schema): string {
  const rows = Object.entries(schema.properties ?? {}).map(([field, inner]) => [
    code(field),
    wordFor(inner),
    schema.required?.includes(field) ? '' : 'may be missing',
  ])
  return `### ${name}\n\n${rows.length > 0 ? markdownTable(['Field', 'What', ''], rows) : wordFor(schema)}`
}
