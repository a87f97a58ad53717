import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rank } from './rank.ts'

const best = (typed: string, names: readonly string[]) =>
  names
    .map(name => ({ name, score: rank(typed, name) }))
    .filter(each => each.score !== null)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
    .map(each => each.name)

const names = ['Web shop, first try', 'Monday training', 'Release rehearsal 17', 'Shop of the web', 'München 7']

const cases: [typed: string, first: string | undefined][] = [
  ['web', 'Web shop, first try'],
  ['shop', 'Shop of the web'],
  ['tra', 'Monday training'],
  ['r17', 'Release rehearsal 17'],
  ['rr1', 'Release rehearsal 17'],
  ['mt', 'Monday training'],
  ['munch', 'München 7'],
  ['web the', 'Shop of the web'],
  ['xyz', undefined],
  ['wt', 'Web shop, first try'],
]
for (const [typed, first] of cases)
  test(`“${typed}” finds ${first ?? 'nothing'} (BEY-38)`, () => {
    assert.equal(best(typed, names)[0], first)
  })

test('three keystrokes bring any of 300 labs among the first ten (BEY-38)', () => {
  const kinds = ['Release rehearsal', 'Monday training', 'Firewall upgrade', 'Web shop', 'Night build']
  const labs = Array.from(
    { length: 300 },
    (_, at) => `${kinds[at % kinds.length]} ${Math.floor(at / kinds.length) + 1}`,
  )
  for (const lab of labs) {
    const [word = '', , number = ''] = [...lab.split(' '), lab.split(' ').at(-1)]
    const typed = `${word[0]}${lab.split(' ').at(-1) ?? number}`.slice(0, 3)
    assert.ok(best(typed, labs).slice(0, 10).includes(lab), `“${typed}” does not bring “${lab}”`)
  }
})
