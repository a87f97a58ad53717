import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Endpoint, endpoints } from '@paddock/api'
import { createPaddock } from '@paddock/sdk'
import { nouns, type Verb, wordsOf } from '../../apps/cli/src/index.ts'
import { nounOf, verbOf } from '../../tools/generate/lib/names.ts'

const verbs: readonly Verb[] = nouns.flatMap(noun => noun.verbs)
const entries: readonly Endpoint[] = endpoints

test('every endpoint has a command (SDK-1, BEY-30)', () => {
  const called = new Set<string>(verbs.flatMap(verb => verb.calls))
  assert.deepEqual(
    entries.filter(({ id }) => !called.has(id)).map(({ id }) => id),
    [],
  )
})

test('every endpoint has a call of the SDK (SDK-1, BEY-30)', () => {
  const paddock = createPaddock({ baseUrl: 'http://127.0.0.1' }) as unknown as Record<string, Record<string, unknown>>
  for (const entry of entries) {
    const name = `${verbOf(entry)}${entry.sends === 'socket' ? 'Url' : ''}`
    assert.equal(typeof paddock[nounOf(entry)]?.[name], 'function', `${nounOf(entry)}.${name}`)
  }
})

test('whatever can be repeated or can collide has the option for it', () => {
  for (const verb of verbs) {
    const [entry] = entries.filter(({ id }) => verb.calls.some(call => call === id))
    if (entry?.idempotency) assert('key' in verb.flags, `paddock ${wordsOf(verb).join(' ')} --key`)
    if (entry?.ifMatch) assert('revision' in verb.flags, `paddock ${wordsOf(verb).join(' ')} --revision`)
  }
})

test('no two commands are called the same, and each stands with its noun', () => {
  const lines = verbs.map(verb => wordsOf(verb).join(' '))
  assert.equal(new Set(lines).size, lines.length)
  for (const { name, verbs: own } of nouns)
    for (const verb of own) assert.equal(wordsOf(verb).slice(0, -1).join(' '), name)
})
