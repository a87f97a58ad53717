import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shutMinutes } from './guard.ts'
import { passwordTrouble } from './password.ts'

test('a new password is none that is tried first, nor what everybody knows of its owner', () => {
  const known = ['ann.miller@acme.test', 'Ann Miller', 'acme']
  for (const bad of [
    'password123',
    'Password 123',
    'aaaaaaaaaaaa',
    'ababababab',
    'ann.miller@acme.test',
    'AnnMiller2026',
  ])
    assert.notEqual(passwordTrouble(bad, known), null, bad)
  for (const good of ['a long password', 'password of acme', 'gx7-kk2-wpo-9', 'annoying weather again'])
    assert.equal(passwordTrouble(good, known), null, good)
})

test('a door stays shut for longer with each wrong guess, and never for more than an hour', () => {
  const minutes = (failures: number) => shutMinutes('account', failures)
  assert.deepEqual([1, 4, 5, 6, 7, 8, 20].map(minutes), [0, 0, 1, 2, 4, 8, 60])
  assert.equal(shutMinutes('address', 49), 0)
  assert.equal(shutMinutes('address', 50), 1)
})
