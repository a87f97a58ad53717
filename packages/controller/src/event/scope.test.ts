import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveEvent } from '@paddock/api'
import type { Caller, LabId, ProjectId, Role, TenantId, UserId } from '@paddock/model'
import type { LoadedEvent } from './load.ts'
import { Scope, type Viewer } from './scope.ts'

const project = 'p1' as ProjectId

const viewerOf = (role: Role | null, projects: [ProjectId, Role][] = []): Viewer & { seen: LiveEvent[] } => {
  const caller: Caller = {
    user: 'u' as UserId,
    name: '',
    tenant: 't' as TenantId,
    role,
    projects: new Map(projects),
  }
  const seen: LiveEvent[] = []
  return { caller, seen, send: event => seen.push(event) }
}

const gone = (id: string, of: ProjectId | null): LoadedEvent => ({
  event: { kind: 'lab-gone', labId: id as LabId },
  permission: 'lab.view',
  project: of,
})

test('an event reaches those who may see its project, and nobody else', () => {
  const scope = new Scope(viewerOf('administrator').caller, 0)
  const viewers = {
    admin: viewerOf('administrator'),
    member: viewerOf(null, [[project, 'member']]),
    elsewhere: viewerOf(null, [['p2' as ProjectId, 'administrator']]),
    nobody: viewerOf(null),
  }
  for (const viewer of Object.values(viewers)) scope.viewers.add(viewer)
  let sequence = 0
  scope.tell([gone('a', project)], () => ++sequence)
  assert.deepEqual(
    Object.entries(viewers).map(([name, { seen }]) => [name, seen.length]),
    [
      ['admin', 1],
      ['member', 1],
      ['elsewhere', 0],
      ['nobody', 0],
    ],
  )
})

test('a stream goes on behind any event that is kept, and not behind an older one', () => {
  const scope = new Scope(viewerOf('administrator').caller, 0)
  let sequence = 0
  const next = () => ++sequence
  for (let at = 1; at <= 1_010; at += 1) scope.tell([gone(String(at), project)], next)
  const back = viewerOf('administrator')
  assert.equal(scope.resume(back, 1_008), true)
  assert.deepEqual(
    back.seen.map(event => event.sequence),
    [1_009, 1_010],
  )
  assert.equal(scope.resume(viewerOf('administrator'), 10), true)
  assert.equal(scope.resume(viewerOf('administrator'), 9), false)
  scope.forget(next())
  assert.equal(scope.resume(viewerOf('administrator'), 1_010), false)
  assert.equal(scope.resume(viewerOf('administrator'), 1_011), true)
})
