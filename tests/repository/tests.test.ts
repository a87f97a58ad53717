import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testSources } from './files.ts'

const leftOut =
  /\b(test|it|describe|suite)\.(skip|only|todo)\(|\b(t|context)\.(skip|todo)\(|\{\s*(skip|only|todo)\s*[:,}]/

test('no test is left out: what a machine lacks is a failure that says so', () => {
  const sources = testSources().filter(({ path }) => path !== 'tests/repository/tests.test.ts')
  assert.ok(sources.length > 20)
  assert.deepEqual(
    sources.filter(({ text }) => leftOut.test(text)).map(({ path }) => path),
    [],
  )
})

test('this rule sees what it is about', () => {
  for (const text of ["test.skip('x', () => {})", "test('x', { skip: true }, () => {})", 't.skip()', "test.only('x')"])
    assert.match(text, leftOut)
})
