import assert from 'node:assert/strict'
import { test } from 'node:test'
import { meant, typed } from './named.ts'

const labs = [
  { id: '1', names: ['Web shop'], about: 'running, of Ann' },
  { id: '2', names: ['web shop'], about: 'stopped, of Ben' },
  { id: '3', names: ['Übung 3'], about: '' },
  { id: '4', names: ['twin'], about: 'of Ann' },
  { id: '5', names: ['twin'], about: 'of Ben' },
]

test('a name is found as it is written, else in any case, else as it is easily typed', () => {
  assert.equal(meant('lab', 'Web shop', labs).id, '1')
  assert.equal(meant('lab', 'web shop', labs).id, '2')
  assert.equal(meant('lab', 'übung 3', labs).id, '3')
  assert.equal(meant('lab', 'übung-3', labs).id, '3')
  assert.equal(typed('Web shop (copy 2)'), 'web-shop-copy-2')
})

test('a name that means several things is refused, with what they are', () => {
  assert.throws(() => meant('lab', 'twin', labs), {
    exit: 'usage',
    message: /4 {2}twin {2}of Ann\n {2}5 {2}twin {2}of Ben/,
  })
  assert.throws(() => meant('lab', 'web-shop', labs), { exit: 'usage' })
})

test('a name that means nothing is not found, and near ones are named', () => {
  assert.throws(() => meant('lab', 'übung', labs), { exit: 'not-found', message: /Did you mean Übung 3\?/ })
  assert.throws(() => meant('lab', 'zzz', labs), { exit: 'not-found', message: 'There is no lab called zzz.' })
})
