import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeTree } from '@paddock/linux'
import { fetchNvram, keepNvram } from './nvram.ts'

test('UEFI’s variables go where their disk goes, and a sealed disk keeps those of its day', t => {
  const folder = mkdtempSync(join(tmpdir(), 'nvram-'))
  t.after(() => removeTree(folder, tmpdir()))
  const at = (name: string) => join(folder, name)
  const image = (name: string) => ({ file: at(name), format: 'qcow2', virtualSizeBytes: 1 }) as const
  for (const name of ['base', 'old', 'new']) writeFileSync(at(name), '')

  fetchNvram([image('base')], at('run'))
  assert.ok(statSync(at('run')).size > 0, 'a new machine begins with blank ones')
  writeFileSync(at('run'), 'of the first day')
  keepNvram(at('run'), at('old'))
  writeFileSync(at('run'), 'of the second day')
  keepNvram(at('run'), at('new'))

  fetchNvram([image('new'), image('old'), image('base')], at('run'))
  assert.equal(readFileSync(at('run'), 'utf8'), 'of the second day')
  fetchNvram([image('copy'), image('old'), image('base')], at('run'))
  assert.equal(readFileSync(at('run'), 'utf8'), 'of the first day')
  keepNvram(at('run'), at('a disk that is gone'))
})
