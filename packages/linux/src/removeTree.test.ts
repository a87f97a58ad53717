import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeTree } from './removeTree.ts'

test('a tree goes only when it is strictly inside its folder', async t => {
  const base = await mkdtemp(join(tmpdir(), 'pd-remove-'))
  t.after(() => rm(base, { recursive: true }))
  const own = join(base, 'own')
  const other = join(base, 'own-other')
  await mkdir(join(own, 'a', 'b'), { recursive: true })
  await mkdir(other)
  await writeFile(join(other, 'keep'), '')
  await symlink(other, join(own, 'link'))

  for (const path of [own, `${own}/`, base, '/', other, join(own, '..', 'own-other'), join(own, 'link', 'keep'), 'a'])
    await assert.rejects(removeTree(path, own), /Refuses/, path)
  await assert.rejects(removeTree('/etc', '/'), /Refuses/)

  await removeTree(join(own, 'a'), own)
  await removeTree(join(own, 'a'), own)
  await removeTree(join(own, 'link'), own)
  assert.deepEqual(await readdir(own), [])
  assert.deepEqual(await readdir(other), ['keep'])
})
