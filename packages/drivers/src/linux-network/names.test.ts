import assert from 'node:assert/strict'
import { test } from 'node:test'
import { interfaceNameMaxBytes } from '@paddock/linux'
import { cidrsOverlap, macAddress, type NetworkId } from '@paddock/model'
import { bridgeName, defaultEgressCidr, gatewayMac, labNames } from './names.ts'

test('every name of a lab fits into the kernel, however large its number is', () => {
  const names = labNames({ tag: 'ffff', egressCidr: '100.64.0.0/10' }, 1_000_000)
  assert.deepEqual(names, {
    netns: 'pdffff-lfls',
    exit: 'pdffffxlfls',
    hostAddress: '100.94.132.126',
    labAddress: '100.94.132.127',
  })
  const bridge = bridgeName('01900000-0000-7000-8000-aabbccddeeff' as NetworkId)
  for (const name of [names.exit, bridge]) assert.ok(name.length <= interfaceNameMaxBytes, name)
})

test('ways out of two labs never have an address in common, and a block that is used up is said', () => {
  const installation = { tag: '0001', egressCidr: '10.0.0.0/29' }
  const addresses = [1, 2, 3, 4].flatMap(number => {
    const { hostAddress, labAddress } = labNames(installation, number)
    return [hostAddress, labAddress]
  })
  assert.equal(new Set(addresses).size, 8)
  assert.throws(() => labNames(installation, 5), /no address in 10\.0\.0\.0\/29 for lab number 5/)
})

test('installations take egress blocks of their own inside 100.64.0.0/10', () => {
  for (const [tag, cidr] of [
    ['0000', '100.64.0.0/15'],
    ['001f', '100.126.0.0/15'],
    ['ffff', '100.126.0.0/15'],
    ['0020', '100.64.0.0/15'],
  ] as const) {
    assert.equal(defaultEgressCidr(tag), cidr)
    assert.ok(cidrsOverlap(cidr, '100.64.0.0/10'))
  }
})

test("a gateway's MAC address is a local unicast one and comes from its IPv4 address alone", () => {
  assert.equal(gatewayMac('10.77.1.254'), '0a:50:0a:4d:01:fe')
  assert.ok(macAddress.safeParse(gatewayMac('10.77.1.254')).success)
})
