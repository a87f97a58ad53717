import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hideSecrets } from './hide-secrets.ts'

const lines = [
  JSON.stringify({ body: { password: 'hunter2' } }),
  JSON.stringify({ user: { newPassword: 'say "hunter2"' }, next: 1 }),
  JSON.stringify({ headers: { cookie: 'session=hunter2', 'set-cookie': ['a=hunter2', 'b=hunter2'] } }),
  JSON.stringify({ err: { message: 'connect postgresql://paddock:hunter2@db.example.org/paddock failed' } }),
  JSON.stringify({ text: 'curl -H "Authorization: Bearer hunter2"' }),
  JSON.stringify({ a: [{ b: { consoleToken: 'hunter2' } }] }),
  JSON.stringify({ DATABASE_URL: 'postgresql://u:hunter2@x/y' }),
]

for (const line of lines)
  test(`no secret in ${line.replaceAll('hunter2', '…')}`, () => {
    const shown = hideSecrets(line)
    assert.doesNotMatch(shown, /hunter2/)
    assert.doesNotThrow(() => JSON.parse(shown))
  })

test('what is no secret stays as it is', () => {
  const line = JSON.stringify({
    lab: 'l',
    url: 'http://127.0.0.1:8080/v1/labs?x=1',
    msg: 'signed in',
    at: 'a@b.example',
  })
  assert.equal(hideSecrets(line), line)
})
