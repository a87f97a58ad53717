import assert from 'node:assert/strict'
import { test } from 'node:test'
import { labProgress, vmProgress } from './progress.ts'

const at = new Date(2026, 10, 23, 12, 5, 0)
const before = (seconds: number) => new Date(at.getTime() - seconds * 1_000).toISOString()

test('a machine that starts says what it is at, and for how long (LAB-8)', () => {
  const starting = { state: 'starting', stateSince: before(12), step: 'Preparing disks' } as const
  assert.equal(vmProgress(starting, at.getTime()), 'Starting · Preparing disks · 12 s')
  assert.equal(vmProgress({ ...starting, step: '' }, at.getTime()), 'Starting · 12 s')
  assert.equal(vmProgress({ ...starting, stateSince: null, step: '' }, at.getTime()), 'Starting')
  assert.equal(vmProgress({ state: 'stopping', stateSince: before(64) }, at.getTime()), 'Stopping · 1 min 4 s')
})

test('a machine whose host is silent says since when, and one that runs just that', () => {
  assert.match(vmProgress({ state: 'unknown', stateSince: before(60) }, at.getTime()), /^Host silent since 12:04/)
  assert.equal(vmProgress({ state: 'running', stateSince: before(60) }, at.getTime()), 'Running')
})

test('a lab tells how many of its machines run, and how long it has been at it', () => {
  const vms = [{ state: 'running' }, { state: 'starting' }] as const
  assert.equal(
    labProgress({ state: 'starting', stateSince: before(3), vms }, at.getTime()),
    'Starting · 1 of 2 running · 3 s',
  )
  assert.equal(labProgress({ state: 'mixed', stateSince: before(3), vms }, at.getTime()), '1 of 2 running')
})
