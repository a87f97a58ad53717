import assert from 'node:assert/strict'
import { test } from 'node:test'
import { momentsOf } from './period.ts'

test('periods of use begin and end at midnight, UTC, over the turn of a year too', () => {
  const now = new Date('2026-01-03T10:20:30Z')
  assert.deepEqual(momentsOf('this-month', now), { from: '2026-01-01T00:00:00.000Z' })
  assert.deepEqual(momentsOf('last-month', now), { from: '2025-12-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' })
  assert.deepEqual(momentsOf('seven-days', now), { from: '2025-12-28T00:00:00.000Z' })
})
