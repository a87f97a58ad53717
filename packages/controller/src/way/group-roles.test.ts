import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readGroupRole, roleOf, writeGroupRole } from './group-roles.ts'

test('of several groups the highest role counts, and names of groups may have spaces', () => {
  const groupRoles = ['viewer All of us', 'administrator Lab Admins', 'member Staff'].map(readGroupRole)
  assert.deepEqual(groupRoles.map(writeGroupRole)[1], 'administrator Lab Admins')
  assert.equal(roleOf(groupRoles, ['All of us', 'Lab Admins']), 'administrator')
  assert.equal(roleOf(groupRoles, ['All of us', 'Staff']), 'member')
  assert.equal(roleOf(groupRoles, ['lab admins']), undefined)
})
