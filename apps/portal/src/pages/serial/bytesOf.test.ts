import assert from 'node:assert/strict'
import { test } from 'node:test'
import { functionKey, keyOf, keys } from '../screen/keys.ts'
import { bytesOf } from './bytesOf.ts'

test('keys become what a terminal sends for them', () => {
  assert.equal(bytesOf([keyOf('a')]), 'a')
  assert.equal(bytesOf([keyOf('ü')]), 'ü')
  assert.equal(bytesOf([keyOf('😀')]), '😀')
  assert.equal(bytesOf([keys.control, keyOf('c')]), '\u0003')
  assert.equal(bytesOf([keys.alt, keyOf('b')]), '\u001bb')
  assert.equal(bytesOf([keys.up]), '\u001b[A')
  assert.equal(bytesOf([functionKey(1)]), '\u001bOP')
  assert.equal(bytesOf([functionKey(12)]), '\u001b[24~')
  assert.equal(bytesOf([keyOf('\n')]), '\r')
})
