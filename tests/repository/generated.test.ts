import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { generatedFiles, generatedMark } from '../../tools/check/generated.ts'
import { root } from '../../tools/check/root.ts'
import { filesUnder } from '../../tools/check/source-files.ts'

// That they are what `npm run generate` makes is a step of `npm run check`, which `npm test` begins with.

test('whatever is generated says so on its first line', () => {
  const should = [...filesUnder(root, 'packages'), ...filesUnder(root, 'apps')].filter(
    path => /\.gen\.tsx?$/.test(path) || /^packages\/sdk\/src\//.test(path),
  )
  assert.ok(should.length > 0)
  for (const path of [
    ...should,
    'packages/store/schema.sql',
    'docs/reference/openapi.json',
    'docs/reference/problems.md',
  ])
    assert.match(readFileSync(join(root, path), 'utf8').split('\n', 2).join('\n'), generatedMark, path)
})

test('the check of generated files sees them all', () => {
  const seen = generatedFiles(root)
  for (const path of [
    'packages/store/schema.sql',
    'packages/store/src/schema.gen.ts',
    'docs/reference/openapi.json',
    'docs/reference/problems.md',
    'packages/sdk/src/index.ts',
  ])
    assert.ok(seen.has(path), path)
})
