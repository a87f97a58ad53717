import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeName, nodeNameMaxBytes } from './blocks.ts'
import { slotsPerInstallation, tapName, uidOf } from './user.ts'

test('no two installations share a user, and none is beyond the range that nobody else uses', () => {
  assert.equal(uidOf('0000', 0), 1_879_048_192)
  assert.equal(uidOf('ffff', slotsPerInstallation - 1), 2_147_483_647)
  assert.equal(uidOf('0000', slotsPerInstallation - 1) + 1, uidOf('0001', 0))
})

test('the name of a tap and of a block node is never too long', () => {
  assert.ok(tapName('ffff', slotsPerInstallation - 1, 7).length <= 15)
  assert.ok(nodeName(`/pool/${'0'.repeat(36)}.qcow2`).length + 1 <= nodeNameMaxBytes)
})
