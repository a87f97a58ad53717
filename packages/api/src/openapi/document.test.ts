import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { z } from 'zod'
import { endpoint } from '../endpoint.ts'
import { endpoints } from '../endpoints.ts'
import { openApi } from './document.ts'

const document = openApi(endpoints)
const operationOf = (methods: Record<string, unknown> | undefined) => methods?.post

test('the OpenAPI document of the whole API lints clean (BEY-30)', async () => {
  const config = await createConfig({
    extends: ['recommended-strict'],
    rules: { 'no-server-example.com': 'error', 'operation-operationId-unique': 'error', 'no-unresolved-refs': 'error' },
  })
  const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config })
  assert.deepEqual(
    found.map(problem => `${problem.ruleId} ${problem.location[0]?.pointer}: ${problem.message}`),
    [],
  )
})

test('every endpoint stands in the document once, under its path and method', () => {
  const said = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]) => `${method} ${path} ${(operation as { operationId: string }).operationId}`,
    ),
  )
  assert.deepEqual(
    said.sort(),
    endpoints.map(entry => `${entry.method.toLowerCase()} ${entry.path} ${entry.id}`).sort(),
  )
})

test('an id is a UUID in what is asked and in what is answered', () => {
  const { schemas } = document.components as { schemas: Record<string, { properties: Record<string, unknown> }> }
  assert.deepEqual(schemas.Network?.properties.id, { type: 'string', format: 'uuid' })
})

test('what is answered may grow, what is asked must be known', () => {
  const { schemas } = document.components as {
    schemas: Record<string, { additionalProperties?: unknown; required?: string[] }>
  }
  assert.equal(schemas.LabSpec?.additionalProperties, undefined)
  assert.deepEqual(schemas.LabSpec?.required, ['networks', 'vms'])
  assert.equal(schemas.LabSpecInput?.additionalProperties, false)
  assert.equal(schemas.LabSpecInput?.required, undefined)
})

test('no part of a schema is left without a word about what it is', () => {
  const empty: string[] = []
  const look = (value: unknown, path: string) => {
    if (typeof value !== 'object' || value === null) return
    if (/\/(properties|patternProperties)\/[^/]+$|\/schema$|\/items$/.test(path) && Object.keys(value).length === 0)
      empty.push(path)
    for (const [key, inner] of Object.entries(value)) look(inner, `${path}/${key}`)
  }
  look(document, '')
  assert.deepEqual(empty, [])
})

test('a create that may be repeated says how, an update that may collide too', () => {
  const [made] = Object.values(
    openApi([
      endpoint('POST /v1/things', {
        id: 'thingCreate',
        summary: 'Makes a thing.',
        permission: 'lab.create',
        audit: 'thing.create',
        body: z.strictObject({ name: z.string() }),
        status: 201,
        answer: z.object({ name: z.string() }),
        idempotency: true,
        etag: true,
      }),
    ]).paths,
  )
  const { parameters, responses } = operationOf(made) as {
    parameters: unknown[]
    responses: Record<string, { headers?: unknown }>
  }
  assert.deepEqual(parameters, [{ $ref: '#/components/parameters/IdempotencyKey' }])
  assert.deepEqual(responses['201']?.headers, { ETag: { $ref: '#/components/headers/ETag' } })
  assert.deepEqual(responses['409'], { $ref: '#/components/responses/KeyReused' })
})
