import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { removeTree } from '@paddock/linux'
import { type Making, makeOnce } from './make.ts'

async function shelf(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-starter-'))
  t.after(() => removeTree(folder, tmpdir()))
  const at = { folder: join(folder, 'made'), cacheFolder: join(folder, 'cache') }
  return { ...at, names: async () => (await readdir(at.folder)).sort() }
}

let makings = 0
function making(content = 'image', revision = '1'): Making {
  return {
    name: 'tea',
    revision,
    kind: 'disk',
    format: 'qcow2',
    build: async workshop => {
      makings++
      const file = join(workshop.folder, 'draft')
      await writeFile(file, content)
      return { file, virtualSizeBytes: 512 }
    },
  }
}

test('an image is made once, with its checksum, and made anew when its ingredients change', async t => {
  const at = await shelf(t)
  makings = 0
  const first = await makeOnce(making(), at)
  assert.equal(first.checksum, createHash('sha256').update('image').digest('hex'))
  assert.equal(await readFile(first.file, 'utf8'), 'image')
  assert.deepEqual(await makeOnce(making('other'), at), first)
  assert.equal(makings, 1)
  const second = await makeOnce(making('other', '2'), at)
  assert.notEqual(second.file, first.file)
  assert.equal(makings, 2)
})

test('a making that fails or is called off leaves nothing', async t => {
  const at = await shelf(t)
  const failing: Making = { ...making(), build: () => Promise.reject(new Error('no packages')) }
  await assert.rejects(makeOnce(failing, at), /no packages/)
  const stop = new AbortController()
  const slow: Making = {
    ...making(),
    build: async workshop => {
      setTimeout(() => stop.abort(), 50)
      await workshop.run(['sleep', '60'])
      throw new Error('not reached')
    },
  }
  await assert.rejects(makeOnce(slow, { ...at, signal: stop.signal }))
  assert.deepEqual(await at.names(), [])
})

test('what a killed making left is cleared away, and what another process is making stays', async t => {
  const at = await shelf(t)
  const dead = '.making-tea-4194999-0123abcd'
  const alive = `.making-tea-${process.pid}-0123abcd`
  for (const name of [dead, alive]) await mkdir(join(at.folder, name, 'root'), { recursive: true })
  // Renamed, but not yet recorded: it looks finished to no one.
  const half = 'tea-1-0123456789ab.qcow2'
  await writeFile(join(at.folder, half), 'half')
  await utimes(join(at.folder, half), new Date(0), new Date(0))
  const made = await makeOnce(making(), at)
  assert.equal(await readFile(made.file, 'utf8'), 'image')
  const names = await at.names()
  assert.ok(!names.includes(dead) && !names.includes(half))
  assert.ok(names.includes(alive))
})

test('several makings of one image at once return the same image, and only that is left', async t => {
  const at = await shelf(t)
  const made = await Promise.all(['a', 'b', 'c'].map(content => makeOnce(making(content), at)))
  assert.equal(new Set(made.map(({ file }) => file)).size, 1)
  assert.equal((await at.names()).length, 2)
})

test('an image that was tidied away is made again', async t => {
  const at = await shelf(t)
  const first = await makeOnce(making(), at)
  await removeTree(first.file, at.folder)
  const second = await makeOnce(making(), at)
  assert.equal(await readFile(second.file, 'utf8'), 'image')
})
