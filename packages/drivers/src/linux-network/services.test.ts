import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FenceWanted, NetworkWanted } from '@paddock/host-api'
import type { InterfaceId, LabId, NetworkId } from '@paddock/model'
import { serviceConfig, serviceConfigs } from './services.ts'

const front: NetworkWanted = {
  network: '01900000-0000-7000-8000-0000000000aa' as NetworkId,
  name: 'front',
  cidr: '10.0.0.0/23',
  gateway: '10.0.0.1',
  domain: 'shop.test',
  dhcp: true,
  dns: true,
  nat: true,
}
const back: NetworkWanted = {
  ...front,
  network: '01900000-0000-7000-8000-0000000000bb' as NetworkId,
  name: 'back',
  cidr: '10.9.0.0/24',
  gateway: '10.9.0.1',
  domain: 'db.test',
  nat: false,
}
const port = (name: string, network: NetworkWanted, address: string, mac: string) => ({
  interface: `${name} ${address}` as InterfaceId,
  network: network.network,
  name,
  mac,
  address,
  connected: true,
})
const fence: FenceWanted = {
  lab: 'lab' as LabId,
  number: 1,
  networks: [front, back],
  ports: [
    port('web', front, '10.0.0.10', '52:54:00:00:00:01'),
    port('web', back, '10.9.0.10', '52:54:00:00:00:02'),
    port('db', back, '10.9.0.20', '52:54:00:00:00:03'),
  ],
}
const given = { resolvers: ['192.0.2.53'], user: 'dnsmasq' }
const linesOf = (network: NetworkWanted, of = fence): string[] =>
  (serviceConfig(of, network, given) ?? '').trim().split('\n')

test('a network that leads out has leases for its interfaces alone, names of the whole lab, and asks the world', () => {
  assert.deepEqual(linesOf(front), [
    'user=dnsmasq',
    'interface=br0000000000aa',
    'except-interface=lo',
    'bind-interfaces',
    'no-hosts',
    'no-resolv',
    'no-poll',
    'leasefile-ro',
    'domain=shop.test',
    'domain-needed',
    'bogus-priv',
    'local=/shop.test/',
    'local=/db.test/',
    'host-record=web,web.shop.test,10.0.0.10',
    'host-record=db,db.db.test,10.9.0.20',
    'server=192.0.2.53',
    'dhcp-authoritative',
    'dhcp-ignore-names',
    'quiet-dhcp',
    'no-ping',
    'dhcp-range=10.0.0.0,static,255.255.254.0,10m',
    'dhcp-option=option:router,10.0.0.1',
    'dhcp-option=option:dns-server,10.0.0.1',
    'dhcp-host=52:54:00:00:00:01,10.0.0.10,web',
  ])
})

const cases: [what: string, over: Partial<NetworkWanted>, has: RegExp[], lacks: RegExp[]][] = [
  ['without NAT', { nat: false }, [/^dhcp-option=option:router$/m], [/^server=/m, /router,/]],
  ['without DNS', { dns: false }, [/^port=0$/m, /^dhcp-option=option:dns-server$/m], [/^host-record/m, /^server=/m]],
  ['without DHCP', { dhcp: false }, [/^host-record/m], [/^dhcp-/m]],
]
for (const [what, over, has, lacks] of cases)
  test(`NET-3: ${what}, a network's services are the other two`, () => {
    const network = { ...front, ...over }
    const text = serviceConfig({ ...fence, networks: [network, back] }, network, given) ?? ''
    for (const one of has) assert.match(text, one)
    for (const one of lacks) assert.doesNotMatch(text, one)
  })

test('a network without DHCP and DNS has no process at all', () => {
  const quiet = { ...back, dhcp: false, dns: false }
  assert.deepEqual([...serviceConfigs({ ...fence, networks: [front, quiet] }, given).keys()], ['0000000000aa'])
})

test('nothing that is not a name gets into a configuration', () => {
  for (const name of ['a\ndhcp-script=/bin/sh', 'a,b', '', 'A B', 'x'.repeat(64)])
    assert.throws(
      () => linesOf(front, { ...fence, ports: [port(name, front, '10.0.0.10', '52:54:00:00:00:01')] }),
      name,
    )
  for (const domain of ['a\nconf-file=/etc/shadow', 'a/b', ''])
    assert.throws(() => linesOf({ ...front, domain }), domain)
})
