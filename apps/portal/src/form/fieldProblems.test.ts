import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PaddockProblem } from '@paddock/sdk'
import { fieldProblems } from './fieldProblems.ts'

const refusal = (code: PaddockProblem['code'], errors?: { in: 'body' | 'params'; path: string; message: string }[]) =>
  new PaddockProblem({ code, title: 'No', detail: 'Do something else.', status: 400, fault: 'caller', errors })

test('what a refusal says of a field stands beside the field, and the rest above', () => {
  const one = fieldProblems(
    refusal('invalid-input', [{ in: 'body', path: '/memoryMiB', message: 'must be at least 32' }]),
  )
  assert.deepEqual(one, { fields: { memoryMiB: 'Must be at least 32' }, rest: null })
  const list = fieldProblems(
    refusal('invalid-input', [{ in: 'body', path: '/disks/0/name', message: 'must be short' }]),
  )
  assert.deepEqual(list.fields, { disks: 'Must be short' })
  const other = refusal('not-now')
  assert.deepEqual(fieldProblems(other), { fields: {}, rest: other })
})

test('a name that is taken is said of the name', () => {
  const { fields, rest } = fieldProblems(refusal('name-taken'), { 'name-taken': 'name' })
  assert.deepEqual([fields, rest], [{ name: 'Do something else.' }, null])
})
