import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LinkBytes } from '@paddock/linux'
import { trafficOf } from './traffic.ts'

const port = '018f0000-0000-7000-8000-00000000000a'
const link = (name: string, alias: string | null, bytesReceived: number, bytesSent: number): LinkBytes => ({
  name,
  alias,
  bytesReceived,
  bytesSent,
})

test('a machine has sent what its tap received; bridges and the loopback count for nobody', () => {
  const traffic = trafficOf([
    link('lo', null, 9, 9),
    link('exit', null, 5, 6),
    link('br0', null, 7, 7),
    link('t1', port, 100, 200),
  ])
  assert.deepEqual(traffic, {
    ports: [{ interface: port, bytesReceived: 200, bytesSent: 100 }],
    wayOut: { bytesReceived: 5, bytesSent: 6 },
  })
})

test('of two taps of one port the newer counts', () => {
  const { ports } = trafficOf([link('t1', port, 100, 200), link('t2', port, 1, 2)])
  assert.deepEqual(ports, [{ interface: port, bytesReceived: 2, bytesSent: 1 }])
})
