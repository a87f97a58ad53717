import assert from 'node:assert/strict'
import { test } from 'node:test'
import { idsFrom, type LabId, labSpec, type NetworkId, Problem, type TenantId } from '@paddock/model'
import { instantiate, nothingPresent } from './instantiate.ts'

const random = (bytes: Uint8Array) => void crypto.getRandomValues(bytes)
const needs = { newId: idsFrom(() => new Date(), random), random }
const where = { tenant: 't' as TenantId, lab: 'l' as LabId }
const layer = '01990000-0000-7000-8000-000000000001'

const shop = labSpec.parse({
  networks: [
    { name: 'front', cidr: '10.1.0.0/24' },
    { name: 'back', cidr: '10.2.0.0/24', nat: false },
  ],
  vms: [
    {
      name: 'web',
      interfaces: [{ network: 'front', address: '10.1.0.10' }, { network: 'back' }],
      disks: [{ name: 'root', source: { kind: 'layer', layer } }],
    },
    {
      name: 'db',
      cores: 2,
      memoryMiB: 1024,
      profile: 'generic',
      interfaces: [{ network: 'back' }],
      disks: [
        { name: 'root', source: { kind: 'layer', layer } },
        { name: 'data', source: { kind: 'blank' }, sizeBytes: 1024 ** 3 },
      ],
    },
    { name: 'client', interfaces: [{ network: 'front' }] },
  ],
})

test('a template becomes machines, networks and disks with the attributes that it says (LAB-1, LIB-7)', () => {
  const rows = instantiate(needs, { ...where, spec: shop, present: nothingPresent })
  assert.deepEqual(
    rows.vms.map(vm => [vm.name, vm.cores, vm.memory_mib, vm.profile]),
    [
      ['web', 1, 512, 'linux'],
      ['db', 2, 1024, 'generic'],
      ['client', 1, 512, 'linux'],
    ],
  )
  assert.deepEqual(
    rows.disks.map(disk => [disk.name, disk.position]),
    [
      ['root', 0],
      ['root', 0],
      ['data', 1],
    ],
  )
  assert.deepEqual(
    rows.volumes.map(volume => volume.parent_id),
    [layer, layer, null],
  )
  // The address that web asked for is not given to the client, which asked for none.
  assert.deepEqual(
    rows.interfaces.map(port => port.address),
    ['10.1.0.10', '10.2.0.10', '10.2.0.11', '10.1.0.11'],
  )
  assert.equal(new Set(rows.interfaces.map(port => port.mac)).size, 4)
})

test('machines added to a lab live with what is there: names, networks, addresses (LAB-4)', () => {
  const first = instantiate(needs, { ...where, spec: shop, present: nothingPresent })
  const rows = instantiate(needs, {
    ...where,
    spec: shop,
    present: { networks: first.networks, vmNames: first.vms.map(vm => vm.name), ports: first.interfaces },
  })
  assert.deepEqual(rows.networks, [])
  assert.deepEqual(
    rows.vms.map(vm => vm.name),
    ['web-2', 'db-2', 'client-2'],
  )
  const all = [...first.interfaces, ...rows.interfaces].map(port => `${port.network_id} ${port.address}`)
  assert.equal(new Set(all).size, all.length)
})

test('a network without a free address refuses in words', () => {
  const network = { id: 'n' as NetworkId, name: 'front', cidr: '10.1.0.0/29', gateway: '10.1.0.1' }
  const ports = [2, 3, 4, 5, 6].map(last => ({
    network_id: network.id,
    mac: `52:54:00:00:00:0${last}`,
    address: `10.1.0.${last}`,
  }))
  assert.throws(
    () =>
      instantiate(needs, {
        ...where,
        spec: labSpec.parse({
          networks: [{ name: 'front', cidr: '10.1.0.0/29' }],
          vms: [{ name: 'x', interfaces: [{ network: 'front' }] }],
        }),
        present: { networks: [network], vmNames: [], ports },
      }),
    (error: unknown) => error instanceof Problem && error.code === 'no-free-address' && /front/.test(error.message),
  )
})
