import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { findCgroups, makeCgroup } from './cgroup.ts'
import { removeTree } from './removeTree.ts'

test('trees of version 1 are found by their controller, one that is shared too', () => {
  const mounts = [
    'tmpfs /sys/fs/cgroup tmpfs rw 0 0',
    'cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0',
    'cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0',
    'cgroup2 /nowhere/unified cgroup2 rw 0 0',
  ].join('\n')
  assert.deepEqual(findCgroups(mounts), {
    version: 1,
    cpu: '/sys/fs/cgroup/cpu,cpuacct',
    memory: '/sys/fs/cgroup/memory',
    pids: null,
  })
})

test('version 2 counts only where it has controllers', t => {
  const { root } = fakeTree(t)
  const mounts = `cgroup2 ${root} cgroup2 rw 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0`
  assert.equal(findCgroups(mounts).version, 1)
  writeFileSync(join(root, 'cgroup.controllers'), 'cpuset cpu io memory pids\n')
  assert.deepEqual(findCgroups(mounts), { version: 2, root })
})

test('a group of version 2 gets its limits, through every parent', t => {
  const { root, read } = fakeTree(t)
  makeCgroup({ version: 2, root }, 'paddock-f00d/run', { cpuShare: 2, cpuMax: 3, memoryBytes: 1000, processes: 20 })
  assert.equal(read('cgroup.subtree_control'), '+cpu +memory +pids')
  assert.equal(read('paddock-f00d/cgroup.subtree_control'), '+cpu +memory +pids')
  assert.equal(read('paddock-f00d/run/cpu.weight'), '200')
  assert.equal(read('paddock-f00d/run/cpu.max'), '300000 100000')
  assert.equal(read('paddock-f00d/run/memory.max'), '1000')
  assert.equal(read('paddock-f00d/run/pids.max'), '20')
})

/** A folder that looks like the kernel's tree. */
function fakeTree(t: TestContext) {
  const root = mkdtempSync(join(tmpdir(), 'cgroup-'))
  t.after(() => removeTree(root, tmpdir()))
  return { root, read: (file: string) => readFileSync(join(root, file), 'utf8') }
}
