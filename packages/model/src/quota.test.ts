import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitsAbove, type QuotaLimits, quotaExceeded, quotaFill, quotaResources } from './quota.ts'

test('a refusal names the limit, what is used of it, what was asked, and whose limit it is (QSL-1)', () => {
  const ofProject = quotaExceeded({
    kind: 'project',
    name: 'Exam',
    resource: 'runningVcpus',
    limit: 4,
    used: 3,
    asked: 2,
  })
  assert.equal(ofProject.code, 'quota-exceeded')
  assert.equal(
    ofProject.message,
    'The project Exam may have 4 running vCPUs, has 3, and this asks for 2 more. Stop something, or ask an administrator of the tenant for more.',
  )
  const gib = 1024 ** 3
  assert.equal(
    quotaExceeded({
      kind: 'tenant',
      name: 'Acme',
      resource: 'storageBytes',
      limit: 10 * gib,
      used: 9 * gib,
      asked: 2 * gib,
    }).message,
    'The tenant Acme may have 10 GiB of disks, has 9, and this asks for 2 more. Delete something, or ask the operator of the installation for more.',
  )
})

test('a quota is near its end from 80 % on', () => {
  assert.deepEqual(
    [0, 79, 80, 99, 100, 120].map(used => quotaFill(used, 100)),
    ['free', 'free', 'near', 'near', 'full', 'full'],
  )
  assert.equal(quotaFill(1_000_000, null), 'free')
})

test('limits above the tenant’s are found, and no limit is above none', () => {
  const unlimited = Object.fromEntries(quotaResources.map(resource => [resource, null])) as QuotaLimits
  assert.deepEqual(limitsAbove({ labs: 5, vms: 9 }, { ...unlimited, labs: 4, vms: 9 }), ['labs'])
  assert.deepEqual(limitsAbove({ labs: 1_000 }, unlimited), [])
  assert.deepEqual(limitsAbove({ labs: null }, { ...unlimited, labs: 4 }), [])
})
