import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Branch, treeOf } from './treeOf.ts'

const snapshot = (id: string, parentId: string | null) => ({ id, parentId, createdAt: id })
const say = (branches: readonly Branch<{ id: string }>[]): string =>
  branches.map(({ snapshot: { id }, next }) => (next.length > 0 ? `${id}(${say(next)})` : id)).join(' ')

test('snapshots hang where they were taken, oldest first (SNP-3)', () => {
  const all = [snapshot('5', '2'), snapshot('4', '2'), snapshot('3', '1'), snapshot('2', '1'), snapshot('1', null)]
  assert.equal(say(treeOf(all)), '1(2(4 5) 3)')
})

test('one whose parent is not shown is a root', () =>
  assert.equal(say(treeOf([snapshot('2', 'gone'), snapshot('1', null)])), '1 2'))
