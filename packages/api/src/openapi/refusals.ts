import { type ProblemCode, problems } from '@paddock/model'
import { type Endpoint, everyEndpointMay } from '../endpoint.ts'
import type { Json } from './schema.ts'

/** Every code that an endpoint may refuse with, its own and those that come with what it is. */
export function refusalsOf(entry: Endpoint): ProblemCode[] {
  const changes = entry.method !== 'GET'
  const fits: Partial<Record<ProblemCode, boolean>> = {
    'not-signed-in': entry.permission !== 'anyone',
    'not-allowed': entry.permission !== 'anyone' && entry.permission !== 'signed-in',
    'not-in-person': entry.permission === 'in-person',
    'wrong-origin': changes || entry.sends === 'socket',
    'too-large': entry.body !== null,
    'unsupported-media-type': entry.body !== null,
  }
  const all = [
    ...everyEndpointMay.filter(code => fits[code] !== false),
    ...(entry.idempotency ? (['key-reused'] as const) : []),
    ...entry.problems,
  ]
  return [...new Set(all)].sort()
}

/** An endpoint's refusals by status, as references to shared responses, which are added to `shared`. */
export function refusalResponses(entry: Endpoint, shared: Map<string, Json>): Json {
  const byStatus = Map.groupBy(refusalsOf(entry), code => problems[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => {
      const name = codes.map(pascal).join('Or')
      shared.set(name, {
        description: codes.map(code => `\`${code}\`: ${problems[code].title}.`).join(' '),
        ...([429, 503].includes(status)
          ? { headers: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } } }
          : {}),
        content: {
          'application/problem+json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/Problem' },
                { type: 'object', properties: { code: { enum: codes }, status: { const: status } } },
              ],
            },
          },
        },
      })
      return [String(status), { $ref: `#/components/responses/${name}` }]
    }),
  )
}

function pascal(code: string): string {
  return code.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase())
}
