import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeTree } from '@paddock/linux'
import { fileAnchor } from './anchor.ts'

const end = (number: number, chain = 'acme') => [chain, { chain, number, digest: `digest ${number}` }] as const

test('an anchor keeps each newest seal once, and goes on behind a line that a killed controller left unfinished', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-anchor-'))
  t.after(() => removeTree(folder, tmpdir()))
  const path = join(folder, 'anchor.jsonl')
  const first = fileAnchor(path)
  assert.deepEqual(await first.of('acme'), new Map())
  await first.keep(new Map([end(1), end(7, 'globex')]))
  await first.keep(new Map([end(1), end(7, 'globex')]))
  await appendFile(path, '{"chain":"acme","numb')
  const next = fileAnchor(path)
  await next.keep(new Map([end(1), end(8, 'globex')]))
  await next.keep(new Map([end(4)]))
  assert.deepEqual(
    [...(await next.of('acme'))],
    [
      [1, 'digest 1'],
      [4, 'digest 4'],
    ],
  )
  assert.deepEqual([...(await next.of('globex')).keys()], [7, 8])
  assert.equal((await readFile(path, 'utf8')).trimEnd().split('\n').length, 5)
})
