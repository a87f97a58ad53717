import assert from 'node:assert/strict'
import { mkdtemp, readFile, rmdir, stat, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { addKey, readKeys } from './key-file.ts'
import { secretsWith } from './seal.ts'

test('a secret opens where it was sealed, and not when it was altered, moved or its key is gone', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-keys-'))
  const path = join(folder, 'keys')
  t.after(async () => {
    await unlink(path)
    await rmdir(folder)
  })
  const first = await readKeys(path)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  const before = secretsWith(first)
  const sealed = before.seal('JBSWY3DPEHPK3PXP', 'totp ann')
  assert.ok(!sealed.includes('JBSWY3DPEHPK3PXP'))
  assert.equal(before.open(sealed, 'totp ann'), 'JBSWY3DPEHPK3PXP')
  assert.throws(() => before.open(sealed, 'totp bob'))
  assert.throws(() => before.open(`${sealed.slice(0, -4)}AAAA`, 'totp ann'))

  await addKey(path)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  assert.equal((await readFile(path, 'utf8')).trim().split('\n').length, 2)
  const after = secretsWith(await readKeys(path))
  assert.equal(after.open(sealed, 'totp ann'), 'JBSWY3DPEHPK3PXP')
  assert.equal(after.isOld(sealed), true)
  const again = after.seal('JBSWY3DPEHPK3PXP', 'totp ann')
  assert.equal(after.isOld(again), false)
  assert.throws(() => before.open(again, 'totp ann'), /no key/)
})
