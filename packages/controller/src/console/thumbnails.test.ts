import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HostId, Problem, type RunId } from '@paddock/model'
import type { HostRegistry } from '../hosts/registry.ts'
import { thumbnails } from './thumbnails.ts'
import type { Lit } from './where.ts'

test('however many ask, a screen is pictured once in two seconds; one that failed is tried again (BEY-18)', async () => {
  let now = 0
  let taken = 0
  let broken = false
  const call = async () => {
    taken += 1
    if (broken) throw new Problem('host-unreachable', 'The host cannot be reached.')
    return { png: Buffer.from(`picture ${taken}`).toString('base64') }
  }
  const hosts = { of: () => ({ call }) } as unknown as HostRegistry
  const { of } = thumbnails({ hosts, clock: () => new Date(now) })
  const lit: Lit = { name: 'web', run: 'r' as RunId, host: 'h' as HostId, power: 'running' }
  const first = await Promise.all(Array.from({ length: 100 }, () => of(lit)))
  assert.equal(taken, 1)
  assert.equal(new Set(first.map(({ etag }) => etag)).size, 1)
  now = 1_999
  await of(lit)
  assert.equal(taken, 1)
  now = 2_000
  assert.notEqual((await of(lit)).etag, first[0]?.etag)
  await of({ ...lit, run: 'other' as RunId })
  assert.equal(taken, 3)
  now = 5_000
  broken = true
  await assert.rejects(of(lit), { code: 'host-unreachable' })
  broken = false
  await of(lit)
  assert.equal(taken, 5)
})
