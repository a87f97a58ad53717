import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deedWords } from './deedWords.ts'

test('what was done, and what was only tried, reads as a sentence', () => {
  assert.equal(deedWords('lab.start', true), 'started')
  assert.equal(deedWords('vm.power-off', false), 'tried to power off')
  assert.equal(deedWords('vm.screen', false), 'tried to open the screen of')
  assert.equal(deedWords('moon.land', true), 'did moon.land with')
  assert.equal(deedWords('moon.land', false), 'tried moon.land with')
})
