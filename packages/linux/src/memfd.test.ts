import assert from 'node:assert/strict'
import { closeSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { test } from 'node:test'
import { isSealed, makeMemfd, sealMemfd } from './memfd.ts'

test('a sealed file in memory is read, and neither written nor cut, also when it is opened anew', () => {
  const fd = makeMemfd('test', 8192)
  writeSync(fd, Buffer.from('content'), 0, 7, 4096)
  assert.equal(isSealed(fd), false)
  sealMemfd(fd)
  assert.equal(isSealed(fd), true)
  const again = openSync(`/proc/self/fd/${fd}`, 'r+')
  for (const each of [fd, again]) {
    assert.throws(() => writeSync(each, Buffer.from('x'), 0, 1, 0), { code: 'EPERM' })
    assert.throws(() => ftruncateSync(each, 0), { code: 'EPERM' })
    const there = Buffer.alloc(7)
    readSync(each, there, 0, 7, 4096)
    assert.equal(String(there), 'content')
    closeSync(each)
  }
})
