import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseResolvers } from './resolver.ts'
import { parseRoutes } from './route.ts'

test('the routing table of the kernel is read', () => {
  const text = `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
pdab12x1\t02004064\t00000000\t0001\t0\t0\t0\tFEFFFFFF\t0\t0\t0
`
  assert.deepEqual(parseRoutes(text), [
    { device: 'eth0', to: '0.0.0.0/0' },
    { device: 'eth0', to: '192.0.2.0/24' },
    { device: 'pdab12x1', to: '100.64.0.2/31' },
  ])
})

test('name servers are read from resolv.conf, comments and IPv6 left out', () => {
  assert.deepEqual(
    parseResolvers(
      '# nameserver 9.9.9.9\nnameserver 10.0.0.1\nsearch x\n nameserver\t10.0.0.2 # b\nnameserver ::1\nnameserver x\n',
    ),
    ['10.0.0.1', '10.0.0.2'],
  )
})
