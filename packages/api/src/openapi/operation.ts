import { z } from 'zod'
import type { Endpoint } from '../endpoint.ts'
import { refusalResponses } from './refusals.ts'
import { type Json, schemaOf } from './schema.ts'

/** One endpoint as an OpenAPI operation. Responses that several share are added to `shared`. */
export function operation(entry: Endpoint, shared: Map<string, Json>): Json {
  return {
    operationId: entry.id,
    tags: [/^[a-z]+/.exec(entry.id)?.[0] ?? entry.id],
    summary: entry.summary.replace(/\.$/, ''),
    description: [entry.description, permissionLine(entry), changeLine(entry)].filter(Boolean).join('\n\n'),
    ...(entry.permission === 'anyone' ? { security: [] } : {}),
    parameters: [...parameters(entry), ...headers(entry)],
    ...(entry.body === null
      ? {}
      : {
          requestBody: { required: true, content: { 'application/json': { schema: schemaOf(entry.body, 'input') } } },
        }),
    responses: { ...answer(entry), ...refusalResponses(entry, shared) },
    'x-permission': entry.permission,
    ...(entry.audit === null ? {} : { 'x-audit': entry.audit }),
  }
}

function permissionLine({ permission }: Endpoint): string {
  switch (permission) {
    case 'anyone':
      return 'Anyone may ask.'
    case 'signed-in':
      return 'Whoever is signed in may ask.'
    case 'in-person':
      return 'Whoever is signed in may ask, themselves: a token is not enough.'
    default:
      return `Needs the permission \`${permission}\`.`
  }
}

function changeLine(entry: Endpoint): string {
  if (entry.sends === 'socket')
    return 'The request is a WebSocket handshake (RFC 6455). Only binary messages carry data.'
  if (entry.sends === 'events')
    return 'Each event is one message of the stream: its `data` is the JSON of the schema, its `id` what `Last-Event-ID` takes. Comments keep the connection alive.'
  return entry.audit === null ? '' : `Recorded in the audit log as \`${entry.audit}\`.`
}

function parameters(entry: Endpoint): Json[] {
  const one =
    (place: 'path' | 'query') =>
    ([name, schema]: [string, z.core.$ZodType]) => ({
      name,
      in: place,
      required: place === 'path' || !z.safeParse(schema, undefined).success,
      schema: schemaOf(schema, 'input'),
    })
  return [
    ...Object.entries(entry.params.shape).map(one('path')),
    ...Object.entries(entry.query.shape).map(one('query')),
  ]
}

function headers(entry: Endpoint): Json[] {
  return [
    ...(entry.idempotency ? ['IdempotencyKey'] : []),
    ...(entry.ifMatch ? ['IfMatch'] : []),
    ...(entry.sends === 'events' ? ['LastEventId'] : []),
  ].map(name => ({ $ref: `#/components/parameters/${name}` }))
}

function answer(entry: Endpoint): Json {
  const { status, schema } = entry.answer
  switch (entry.sends) {
    case 'socket':
      return {
        '101': { description: 'The socket is open.' },
        default: {
          description: 'Without a handshake, or when it is refused.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      }
    case 'events':
      return {
        '200': {
          description: 'The stream. It goes on until one side ends it.',
          content: { 'text/event-stream': { schema: schema === null ? {} : schemaOf(schema, 'output') } },
        },
      }
    case 'png':
      return {
        '200': {
          description: 'The picture.',
          headers: { ETag: { description: 'For `If-None-Match`.', schema: { type: 'string' } } },
          content: { 'image/png': { schema: { type: 'string', format: 'binary' } } },
        },
        '304': { description: 'It is still the one that If-None-Match names.' },
      }
    case 'file':
      return {
        '200': {
          description: 'The file, to be kept.',
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
      }
    case 'json':
      return {
        [status]: {
          description: said[status],
          ...(entry.etag ? { headers: { ETag: { $ref: '#/components/headers/ETag' } } } : {}),
          ...(schema === null ? {} : { content: { 'application/json': { schema: schemaOf(schema, 'output') } } }),
        },
      }
  }
}

const said = {
  200: 'As asked.',
  201: 'Made.',
  202: 'Taken on: the state tells how far it has come.',
  204: 'Done.',
} as const
