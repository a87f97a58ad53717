import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsOf } from './last-words.ts'

test('what QEMU said last is shown without its time and without its command line', () => {
  const log = [
    '2026-11-23T03:39:01.000000Z qemu-system-x86_64: warning: something else',
    '2026-11-23T03:39:02.000000Z qemu-system-x86_64: -blockdev {"driver":"qcow2","file":"a"}: Failed to get "write" lock',
    'Is another process using the image [/dev/fdset/1]?',
    '',
  ].join('\n')
  assert.equal(wordsOf(log), 'Failed to get "write" lock Is another process using the image [/dev/fdset/1]?')
  assert.equal(
    wordsOf('setpriv: setgroups failed: Operation not permitted\n'),
    'setpriv: setgroups failed: Operation not permitted',
  )
  assert.equal(wordsOf(''), '')
})
