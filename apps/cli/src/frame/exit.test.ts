import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problems } from '@paddock/model'
import { exitCodes, exitOf } from './exit.ts'

test('every refusal ends with the number that the reference page promises', () => {
  const ends = Object.fromEntries(
    Object.entries(problems).map(([code, { status }]) => [code, exitCodes[exitOf({ status })].number]),
  )
  assert.deepEqual(ends, {
    'invalid-input': 2,
    'too-large': 2,
    'unsupported-media-type': 2,
    'not-signed-in': 3,
    'wrong-credentials': 3,
    'code-needed': 3,
    'not-found': 4,
    'not-allowed': 5,
    'not-in-person': 5,
    'wrong-origin': 5,
    'too-many-attempts': 5,
    'method-not-allowed': 5,
    'name-taken': 5,
    'not-now': 5,
    'in-use': 5,
    'address-taken': 5,
    'no-free-address': 5,
    'not-ready': 5,
    'key-reused': 5,
    'changed-meanwhile': 5,
    'limit-reached': 5,
    'quota-exceeded': 5,
    'memory-unfit': 5,
    'no-agent': 5,
    'guest-command-timeout': 6,
    'guest-crashed': 6,
    'no-capacity': 6,
    'disk-full': 6,
    'start-failed': 6,
    'snapshot-failed': 6,
    'host-unreachable': 6,
    'image-not-made': 6,
    'provider-failed': 6,
    'not-available': 6,
    bug: 6,
  })
  assert.equal(exitCodes[exitOf({ status: 0 })].number, 6)
})
