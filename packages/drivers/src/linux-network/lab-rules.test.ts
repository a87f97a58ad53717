import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FenceWanted } from '@paddock/host-api'
import type { InterfaceId, LabId, NetworkId } from '@paddock/model'
import { changedRules, labElements, labRules } from './lab-rules.ts'

const network = '01900000-0000-7000-8000-0000000000aa' as NetworkId
const other = '01900000-0000-7000-8000-0000000000bb' as NetworkId
const port = 'one' as InterfaceId
const fence: FenceWanted = {
  lab: 'lab' as LabId,
  number: 1,
  networks: [
    { network, name: 'a', cidr: '10.0.0.0/24', gateway: '10.0.0.1', domain: 'x', dhcp: true, dns: false, nat: true },
    {
      network: other,
      name: 'b',
      cidr: '10.0.1.0/24',
      gateway: '10.0.1.1',
      domain: 'x',
      dhcp: false,
      dns: true,
      nat: false,
    },
  ],
  ports: [{ interface: port, network, name: 'web', mac: '52:54:00:00:00:0a', address: '10.0.0.10', connected: true }],
}
const tap = { interface: port, name: 'pdt1' }
const changed = (over: Partial<FenceWanted['ports'][number]>): FenceWanted => ({
  ...fence,
  ports: fence.ports.map(one => ({ ...one, ...over })),
})

test('the sets say who each tap may be and what each network offers', () => {
  assert.deepEqual(Object.fromEntries(labElements(fence, [tap], ['169.254.0.0/16'])), {
    'bridge paddock macs': ['"pdt1" . 52:54:00:00:00:0a'],
    'bridge paddock addresses': ['"pdt1" . 52:54:00:00:00:0a . 10.0.0.10'],
    'bridge paddock askers': ['"pdt1" . 0x52540000000a'],
    'bridge paddock sent': ['"pdt1" : "sent-0000000000aa"'],
    'bridge paddock received': ['"pdt1" : "received-0000000000aa"'],
    'inet paddock gateways': ['"br0000000000aa" . 10.0.0.1', '"br0000000000bb" . 10.0.1.1'],
    'inet paddock dhcp': ['"br0000000000aa"'],
    'inet paddock dns': ['"br0000000000bb"'],
    'inet paddock nat': ['"br0000000000aa"'],
    'inet paddock denied': ['169.254.0.0/16'],
  })
})

test('a tap that is no port, whose cable is pulled or whose network is gone may say nothing', () => {
  const cases: [FenceWanted, { interface: InterfaceId; name: string }[]][] = [
    [fence, [{ interface: 'two' as InterfaceId, name: 'pdt1' }]],
    [changed({ connected: false }), [tap]],
    [changed({ network: 'gone' as NetworkId }), [tap]],
    [{ ...fence, ports: [] }, [tap]],
  ]
  for (const [of, taps] of cases)
    for (const [set, elements] of labElements(of, taps, []))
      if (set.startsWith('bridge')) assert.deepEqual(elements, [], set)
})

test('a name that is not one never gets into the rules', () => {
  for (const name of ['a b', '"; drop', '', 'sixteen-letters-', 'a\nb', '*'])
    assert.throws(() => labElements(fence, [{ interface: port, name }], []), /can't be called/, name)
})

test('everything that no rule allows is dropped, and the whole replaces itself', () => {
  const elements = labElements(fence, [tap], [])
  const text = labRules(elements, { networks: [network, other], gone: [], over: 'anything' })
  for (const chain of [
    'prerouting priority -300; policy drop',
    'hook input priority filter; policy drop',
    'hook forward priority filter; policy drop',
  ])
    assert.ok(text.includes(chain), chain)
  const chains = [...text.matchAll(/^add chain (\S+ \S+ \S+)/gm)].map(found => found[1])
  assert.equal(chains.length, 8)
  for (const chain of chains) assert.ok(text.includes(`flush chain ${chain}\n`), chain)
  for (const set of elements.keys()) assert.match(text, new RegExp(`^flush (set|map) ${set}$`, 'm'))
  const fresh = labRules(elements, { networks: [network, other], gone: [], over: 'nothing' })
  assert.ok(!fresh.includes('flush'))
})

test('a change adds what is new, then removes what is no more, and says nothing of the rest', () => {
  const before = labElements(fence, [tap], [])
  assert.deepEqual(changedRules(before, before, { added: [], gone: [] }), ['', ''])
  assert.deepEqual(
    changedRules(before, labElements(changed({ address: '10.0.0.11' }), [tap], []), { added: [], gone: [] }),
    [
      'add element bridge paddock addresses { "pdt1" . 52:54:00:00:00:0a . 10.0.0.11 }\n',
      'delete element bridge paddock addresses { "pdt1" . 52:54:00:00:00:0a . 10.0.0.10 }\n',
    ],
  )
  assert.equal(
    changedRules(before, labElements(changed({ network: other }), [tap], []), { added: [], gone: [] }),
    null,
    'a tap can not be counted twice in between',
  )
})
