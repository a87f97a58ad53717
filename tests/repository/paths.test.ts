import assert from 'node:assert/strict'
import { existsSync, globSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { root } from '../../tools/check/root.ts'
import { pages } from './files.ts'

/** Paths of the repository that a page names: in code marks, and as targets of links. */
export function pathsNamed(page: string, text: string): string[] {
  const inCode = [...text.matchAll(/`((?:apps|packages|docs|tests|tools|bench|\.ci)\/[^`\s]*)`/g)].map(
    match => match[1] ?? '',
  )
  const linked = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(match => match[1] ?? '')
    .filter(target => !/^[a-z]+:/.test(target))
    .map(target => normalize(join(dirname(page), target)))
  return [...inCode, ...linked].map(path => path.replace(/[/.,:;]+$/, '').replace(/:\d+$/, ''))
}

const exists = (path: string): boolean =>
  /[*{<]/.test(path)
    ? globSync(path.replaceAll(/<[^>]+>/g, '*'), { cwd: root }).length > 0
    : existsSync(join(root, path))

test('every path that a page names exists', () => {
  const missing = pages().flatMap(({ path, text }) =>
    pathsNamed(path, text)
      .filter(named => !exists(named))
      .map(named => `${path}: ${named}`),
  )
  assert.deepEqual(missing, [])
})

test('paths are found in code marks and in links, with wildcards', () => {
  assert.deepEqual(
    pathsNamed(
      'docs/guides/x.md',
      'See `packages/model/src/lab.ts`, [the map](../architecture.md#top) and [out](https://x.example/y).',
    ),
    ['packages/model/src/lab.ts', 'docs/architecture.md'],
  )
  assert.ok(exists('packages/*/src/index.ts'))
  assert.ok(!exists('packages/*/src/nowhere.ts'))
})
