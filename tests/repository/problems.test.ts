import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { problems } from '@paddock/model'
import { root } from '../../tools/check/root.ts'
import { productSources } from './files.ts'

const documented = [
  ...readFileSync(join(root, 'docs/reference/problems.md'), 'utf8').matchAll(/^\| \[?`([a-z-]+)`/gm),
].map(match => match[1])

test('every problem code is documented, and every documented code exists', () => {
  assert.deepEqual(documented.toSorted(), Object.keys(problems).toSorted())
})

test('every problem code is used', () => {
  const used = new Set(
    productSources().flatMap(({ path, text }) =>
      path === 'packages/model/src/problem.ts'
        ? []
        : [...text.matchAll(/'([a-z]+(?:-[a-z]+)*)'/g)].map(match => match[1]),
    ),
  )
  assert.deepEqual(
    Object.keys(problems).filter(code => !used.has(code)),
    [],
  )
})
