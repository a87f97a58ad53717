import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idsFrom } from './id.ts'

const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes)

test('ids sort by the moment they were made, also within one millisecond', () => {
  let now = 1_795_000_000_000
  const newId = idsFrom(() => new Date(now), random)
  const made = Array.from({ length: 10_000 }, (_, at) => {
    if (at % 5_000 === 4_999) now += 1
    return newId()
  })
  assert.deepEqual(made, made.toSorted())
  assert.equal(new Set(made).size, made.length)
  for (const id of made) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('ids go on growing when the clock goes back', () => {
  let now = 1_795_000_000_000
  const newId = idsFrom(() => new Date(now), random)
  const before = newId()
  now -= 60_000
  assert.ok(newId() > before)
})
