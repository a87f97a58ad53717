import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CommandFailed, run } from './run.ts'

test('a command gets its words untouched, its input, and returns what it wrote', async () => {
  assert.equal(await run(['printf', '%s|', '$HOME', '; id', "a'b"], { timeoutMs: 5_000 }), "$HOME|; id|a'b|")
  assert.equal(await run(['cat'], { timeoutMs: 5_000, input: 'hello' }), 'hello')
  assert.equal(await run(['printenv', 'PD_X'], { timeoutMs: 5_000, env: { PD_X: '1' } }), '1\n')
})

test('a command that fails says which, how, and the end of its complaint', async () => {
  await assert.rejects(run(['ls', '/no/such/folder'], { timeoutMs: 5_000 }), (error: unknown) => {
    assert.ok(error instanceof CommandFailed)
    assert.equal(error.exitCode, 2)
    assert.match(error.message, /ls \/no\/such\/folder ended with 2: .*No such file/)
    return true
  })
  await assert.rejects(run(['no-such-program-here'], { timeoutMs: 5_000 }), /could not be started/)
})

test('a command that takes too long is killed, even when its children hold the pipes', async () => {
  const begun = Date.now()
  await assert.rejects(run(['sh', '-c', 'sleep 3 & wait'], { timeoutMs: 100 }), /took too long/)
  assert.ok(Date.now() - begun < 2_000)
})
