import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Caller, callerCovers, callerMay, callerMayIn, callerMaySomewhere, projectsWhere } from './caller.ts'
import type { ProjectId, TenantId, UserId } from './id.ts'

const [one, two] = ['project-one', 'project-two'] as unknown as [ProjectId, ProjectId]
const person: Caller = {
  user: 'ann' as unknown as UserId,
  name: 'Ann',
  tenant: 'acme' as unknown as TenantId,
  role: null,
  projects: new Map([[one, 'member']]),
}
const admin: Caller = { ...person, role: 'administrator', projects: new Map() }

test('a token limited to actions does nothing else, wherever its owner may', () => {
  const reader: Caller = { ...admin, limits: { permissions: ['lab.view'], projects: null } }
  assert.equal(callerMay(reader, 'lab.view'), true)
  assert.equal(callerMayIn(reader, one, 'lab.operate'), false)
  assert.equal(callerMay(reader, 'user.manage'), false)
  assert.equal(callerMay(reader, 'template.view'), false)
})

test('a token limited to projects reaches no other, and nothing of the whole tenant but its library', () => {
  const inOne: Caller = { ...admin, limits: { permissions: null, projects: [one] } }
  assert.equal(callerMayIn(inOne, one, 'lab.delete'), true)
  assert.equal(callerMayIn(inOne, two, 'lab.view'), false)
  assert.equal(callerMay(inOne, 'user.manage'), false)
  assert.equal(callerMay(inOne, 'template.view'), true)
  assert.deepEqual(projectsWhere(inOne, 'lab.view'), [one])
})

test('a token never does what its owner may not', () => {
  const wide: Caller = { ...person, limits: { permissions: ['user.manage', 'lab.view'], projects: [one, two] } }
  assert.equal(callerMaySomewhere(wide, 'user.manage'), false)
  assert.deepEqual(projectsWhere(wide, 'lab.view'), [one])
})

test('nobody gives a role that does more than they may themselves', () => {
  assert.equal(callerCovers(admin, 'administrator'), true)
  assert.equal(callerCovers({ ...admin, limits: { permissions: ['user.manage'], projects: null } }, 'member'), false)
  assert.equal(callerCovers(person, 'administrator', one), false)
  assert.equal(callerCovers(person, 'member', one), true)
  assert.equal(callerCovers(person, null), true)
})
