import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ipv4, ipv4Cidr, macAddress } from './address.ts'
import { cidrsOverlap, defaultGateway, freeAddress, isHostAddress } from './cidr.ts'

const taken: [typeof ipv4 | typeof ipv4Cidr | typeof macAddress, string, boolean][] = [
  [ipv4, '10.0.0.5', true],
  [ipv4, '010.0.0.5', false],
  [ipv4, '10.0.5', false],
  [ipv4, '10.0.0.256', false],
  [ipv4, ' 10.0.0.5', false],
  [ipv4, '::1', false],
  [ipv4Cidr, '10.0.0.0/24', true],
  [ipv4Cidr, '192.168.0.0/16', true],
  [ipv4Cidr, '10.0.0.8/29', true],
  [ipv4Cidr, '10.0.0.1/24', false],
  [ipv4Cidr, '10.0.0.0/30', false],
  [ipv4Cidr, '10.0.0.0/8', false],
  [ipv4Cidr, '127.0.0.0/24', false],
  [ipv4Cidr, '169.254.0.0/16', false],
  [ipv4Cidr, '100.64.0.0/16', false],
  [ipv4Cidr, '224.0.0.0/24', false],
  [macAddress, '52:54:00:12:34:56', true],
  [macAddress, '53:54:00:12:34:56', false],
  [macAddress, '52:54:00:12:34:5G', false],
  [macAddress, '00:00:00:00:00:00', false],
  [macAddress, '52-54-00-12-34-56', false],
]
for (const [schema, text, fits] of taken)
  test(`${JSON.stringify(text)} is ${fits ? 'taken' : 'refused'}`, () =>
    assert.equal(schema.safeParse(text).success, fits))

test('a machine has neither the first nor the last address of its network', () => {
  assert.deepEqual(
    ['10.0.0.0', '10.0.0.1', '10.0.0.254', '10.0.0.255', '10.0.1.1'].map(address =>
      isHostAddress('10.0.0.0/24', address),
    ),
    [false, true, true, false, false],
  )
  assert.equal(defaultGateway('10.0.0.0/24'), '10.0.0.1')
})

test('free addresses leave the low ones to people, and end', () => {
  assert.equal(freeAddress('10.0.0.0/24', new Set()), '10.0.0.10')
  assert.equal(freeAddress('10.0.0.0/24', new Set(['10.0.0.10'])), '10.0.0.11')
  const all = new Set(['10.0.0.2', '10.0.0.3', '10.0.0.4', '10.0.0.5', '10.0.0.6'])
  assert.equal(freeAddress('10.0.0.0/29', all), undefined)
})

test('networks overlap when one holds the other', () => {
  assert.equal(cidrsOverlap('10.0.0.0/16', '10.0.3.0/24'), true)
  assert.equal(cidrsOverlap('10.0.0.0/24', '10.0.1.0/24'), false)
})
