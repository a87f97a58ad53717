import assert from 'node:assert/strict'
import { test } from 'node:test'
import { originOf } from '../admission/origin.ts'
import { readIdempotencyKey, readIfMatch } from './headers.ts'

test('If-Match names one revision, any, or none of ours', () => {
  const cases: [string | undefined, number | null | 'refused'][] = [
    [undefined, null],
    ['*', null],
    [' * ', null],
    ['"3"', 3],
    ['W/"12"', 12],
    ['"abc"', -1],
    ['""', -1],
    ['"99999999999999"', -1],
    ['3', 'refused'],
    ['"3", "4"', 'refused'],
    ['"a b"', 'refused'],
    ['w/"3"', 'refused'],
    ['', 'refused'],
  ]
  for (const [header, expected] of cases)
    if (expected === 'refused') assert.throws(() => readIfMatch(header, true), /if-match must be/, header)
    else assert.equal(readIfMatch(header, true), expected, header)
  assert.equal(readIfMatch(undefined, false), null)
  assert.throws(() => readIfMatch('"3"', false), /is not taken here/)
})

test('an Idempotency-Key is printable and short', () => {
  assert.equal(readIdempotencyKey('a-key', true), 'a-key')
  assert.equal(readIdempotencyKey('a-key', false), null)
  assert.equal(readIdempotencyKey(undefined, true), null)
  for (const wrong of ['', 'a b', 'ä', 'x'.repeat(256), ['a', 'b']])
    assert.throws(() => readIdempotencyKey(wrong, true), /idempotency-key must be/)
})

test('a page is Paddock’s own by host and port, or by the public address', () => {
  const own = { host: 'labs.example:8080', publicUrl: null }
  const cases: [Parameters<typeof originOf>[0], ReturnType<typeof originOf>][] = [
    [{ ...own, origin: undefined }, 'none'],
    [{ ...own, origin: 'http://labs.example:8080' }, 'own'],
    [{ ...own, origin: 'https://labs.example:8080' }, 'own'],
    [{ ...own, origin: 'http://labs.example' }, 'foreign'],
    [{ ...own, origin: 'http://labs.example:8080.evil' }, 'foreign'],
    [{ ...own, origin: 'http://evil/labs.example:8080' }, 'foreign'],
    [{ ...own, origin: 'null' }, 'foreign'],
    [{ ...own, origin: '' }, 'foreign'],
    [{ host: undefined, origin: 'null', publicUrl: null }, 'foreign'],
    [{ host: '127.0.0.1:8080', origin: 'https://labs.example', publicUrl: 'https://labs.example/' }, 'own'],
    [{ host: '127.0.0.1:8080', origin: 'https://labs.example.evil', publicUrl: 'https://labs.example/' }, 'foreign'],
  ]
  for (const [sender, expected] of cases) assert.equal(originOf(sender), expected, JSON.stringify(sender))
})
