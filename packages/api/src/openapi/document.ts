import manifest from '../../package.json' with { type: 'json' }
import type { Endpoint } from '../endpoint.ts'
import { operation } from './operation.ts'
import { type Json, schemaComponents } from './schema.ts'

/** What each noun is, for the reader of the document. */
const nouns: Readonly<Record<string, string>> = {
  session: 'Signing in and out.',
  tenant: 'Independent customers of the installation.',
  user: 'The people of a tenant.',
  project: 'People and labs that belong together; roles are given here.',
  template: 'Labs made still, to make labs from.',
  asset: 'Files of the library, such as ISOs.',
  lab: 'Machines and networks that live together, behind a fence of their own.',
  vm: 'Machines of a lab.',
  disk: 'Disks of a machine.',
  network: 'Networks of a lab, each with its own services.',
  interface: 'What joins a machine to a network.',
  host: 'The machines that Paddock runs on.',
  audit: 'Who did what.',
  event: 'Everything that changes, as it changes.',
}

/** An OpenAPI 3.1 document. Its parts are what the specification says. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: Json
  readonly paths: Readonly<Record<string, Json>>
  readonly [part: string]: unknown
}

/**
 * The OpenAPI document of the endpoints: what `/v1/openapi.json` answers and docs/reference/openapi.json holds.
 *
 * Pure, and the same for the same endpoints.
 */
export function openApi(endpoints: readonly Endpoint[]): OpenApiDocument {
  const responses = new Map<string, Json>()
  const paths: Record<string, Json> = {}
  for (const entry of endpoints) {
    const path = paths[entry.path] ?? {}
    path[entry.method.toLowerCase()] = operation(entry, responses)
    paths[entry.path] = path
  }
  const tags = [...new Set(endpoints.map(({ id }) => /^[a-z]+/.exec(id)?.[0] ?? id))]
  return {
    openapi: '3.1.0',
    info: {
      title: 'Paddock',
      version: manifest.version,
      summary: 'Virtual labs of real machines, fenced from each other.',
      description,
      license: { name: manifest.license, identifier: manifest.license },
    },
    servers: [{ url: '/', description: 'This installation.' }],
    security: [{ bearer: [] }, { cookie: [] }],
    tags: tags.map(name => ({ name, description: nouns[name] ?? name })),
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'The token that signing in answers.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'paddock_session',
          description: 'The same token, as browsers keep it.',
        },
      },
      parameters: headerParameters,
      headers: answerHeaders,
      schemas: schemaComponents(),
      responses: Object.fromEntries([...responses].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  }
}

const description = `Lists are pages: follow \`nextCursor\` until it is null.

Whatever is refused is refused with problem details (RFC 9457), whose \`code\` is one of a fixed list and whose \`detail\` says what to do next.

What takes a while answers at once; the thing's \`state\` tells how far it has come, and the event streams tell when it changes.`

const headerParameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Names this request, so that a repetition of it finds what the first one made instead of making another.',
    schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'The ETag that was seen: the request is refused with `changed-meanwhile` if it is another by now.',
    schema: { type: 'string' },
  },
  LastEventId: {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    description: 'The last event that was seen: the stream goes on behind it.',
    schema: { type: 'string' },
  },
}

const answerHeaders = {
  ETag: { description: 'The revision of the thing, for `If-Match`.', schema: { type: 'string' } },
  RetryAfter: { description: 'After how many seconds to try again.', schema: { type: 'integer' } },
}
