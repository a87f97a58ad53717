import assert from 'node:assert/strict'
import { test } from 'node:test'
import { freeCidr } from './freeCidr.ts'

test('a new network is offered a range that overlaps none of the lab’s', () => {
  assert.equal(freeCidr([]), '10.0.0.0/24')
  assert.equal(freeCidr(['10.0.0.0/24', '10.0.2.0/24']), '10.0.1.0/24')
  assert.equal(freeCidr(['10.0.0.0/16']), '10.1.0.0/24')
})
