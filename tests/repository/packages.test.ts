import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../tools/check/root.ts'

const json = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))

test('the lock file names no registry, so that any mirror will do', () => {
  assert.doesNotMatch(readFileSync(join(root, 'package-lock.json'), 'utf8'), /"resolved":\s*"https?:/)
})

test('every Debian package has a reason, stands once, and the groups are in order', () => {
  const groups: Record<string, Record<string, string>> = json('tools/debian-packages.json')
  assert.deepEqual(Object.keys(groups), ['run', 'test', 'bench'])
  const names = Object.values(groups).flatMap(group => Object.keys(group))
  assert.equal(new Set(names).size, names.length)
  for (const group of Object.values(groups)) {
    assert.deepEqual(Object.keys(group), Object.keys(group).toSorted())
    for (const [name, reason] of Object.entries(group)) {
      assert.match(name, /^[a-z0-9][a-z0-9+.-]+$/)
      assert.ok(reason.split(' ').length >= 3, `${name}: ${reason}`)
    }
  }
})

test('versions of npm packages are exact', () => {
  const ours = Object.keys(json('package-lock.json').packages).filter(path => /^(apps|packages)\/[^/]+$/.test(path))
  assert.ok(ours.length > 10)
  for (const path of ['.', ...ours]) {
    const { dependencies = {}, devDependencies = {} } = json(join(path, 'package.json'))
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      assert.match(String(version), /^\d+\.\d+\.\d+$/, `${path}: ${name}`)
  }
})

test('the continuous integration runs what everybody runs', () => {
  const words = readFileSync(join(root, '.ci/run'), 'utf8')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
  assert.deepEqual(words, ['set -eu', 'cd "$(dirname "$0")/.."', 'exec npm test'])
})

test('every command that the issue of a newcomer needs is there', () => {
  assert.deepEqual(Object.keys(json('package.json').scripts), [
    'start',
    'dev',
    'test',
    'check',
    'generate',
    'bench',
    'pictures',
    'seed',
  ])
})
