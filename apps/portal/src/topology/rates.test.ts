import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { InterfaceId } from '@paddock/model'
import type { LabTraffic } from '@paddock/sdk'
import { ratesBetween } from './rates.ts'

const port = 'port' as InterfaceId
const look = (seconds: number, bytesReceived: number, bytesSent: number): LabTraffic => ({
  at: new Date(seconds * 1_000).toISOString(),
  interfaces: [{ interfaceId: port, bytesReceived, bytesSent }],
  wayOut: null,
})

test('traffic is what counters grew by in the time between two looks', () => {
  const rates = ratesBetween(look(10, 1_000, 0), look(12, 3_000, 500))
  assert.deepEqual(rates.interfaces.get(port), { received: 1_000, sent: 250 })
  assert.deepEqual(rates.wayOut, { received: 0, sent: 0 })
})

test('a counter that has begun anew, one that is new, and a look twice at one moment show no traffic', () => {
  const none = { received: 0, sent: 0 }
  assert.deepEqual(ratesBetween(look(10, 1_000, 9), look(12, 5, 9)).interfaces.get(port), none)
  assert.deepEqual(ratesBetween({ ...look(10, 0, 0), interfaces: [] }, look(12, 5, 9)).interfaces.get(port), none)
  assert.deepEqual(ratesBetween(look(10, 0, 0), look(10, 5, 9)).interfaces.size, 0)
})
