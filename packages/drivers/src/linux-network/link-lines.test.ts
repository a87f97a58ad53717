import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FenceWanted } from '@paddock/host-api'
import type { Link } from '@paddock/linux'
import type { InterfaceId, LabId, NetworkId } from '@paddock/model'
import { linkLines } from './link-lines.ts'
import { labNames } from './names.ts'

const names = labNames({ tag: 'ab12', egressCidr: '100.64.0.0/15' }, 1)
const network = '01900000-0000-7000-8000-0000000000aa' as NetworkId
const port = 'port-1' as InterfaceId
const fence: FenceWanted = {
  lab: 'lab' as LabId,
  number: 1,
  networks: [
    { network, name: 'a', cidr: '10.0.0.0/24', gateway: '10.0.0.1', domain: 'x', dhcp: true, dns: true, nat: true },
  ],
  ports: [{ interface: port, network, name: 'web', mac: '52:54:00:00:00:0a', address: '10.0.0.10', connected: true }],
}
const link = (name: string, over: Partial<Link> = {}): Link => ({
  name,
  up: true,
  mac: null,
  bridge: null,
  alias: null,
  addresses: [],
  ...over,
})
const bridge = 'br0000000000aa'
const made: Link[] = [
  link('lo', { addresses: ['127.0.0.1/8'] }),
  link('exit', { addresses: ['100.64.0.1/31'] }),
  link(bridge, { mac: '0a:50:0a:00:00:01', addresses: ['10.0.0.1/24'] }),
  link('pdt1', { alias: port, bridge }),
]
const tap = { interface: port, name: 'pdt1' }
const with_ = (name: string, over: Partial<Link>): Link[] =>
  made.map(one => (one.name === name ? { ...one, ...over } : one))

const begin = [
  'address add 100.64.0.1/31 dev exit',
  'link set exit up',
  'route replace default via 100.64.0.0 dev exit',
  'link set lo up',
]
const cases: [what: string, fence: FenceWanted, links: Link[], lines: string[]][] = [
  ['what is as wanted is not touched', fence, made, []],
  [
    'a new namespace gets its way out, then its bridges',
    fence,
    [],
    [
      ...begin,
      `link add ${bridge} address 0a:50:0a:00:00:01 type bridge stp_state 0 forward_delay 0 mcast_snooping 0 no_linklocal_learn 1`,
      `address add 10.0.0.1/24 dev ${bridge}`,
      `link set ${bridge} up`,
    ],
  ],
  ['a way out that was cut off half made is finished', fence, with_('lo', { up: false }), begin.slice(1)],
  [
    'a gateway moves without its bridge going down',
    fence,
    with_(bridge, { addresses: ['10.0.9.1/24'], mac: '0a:50:0a:00:09:01' }),
    [
      `link set ${bridge} address 0a:50:0a:00:00:01`,
      `address delete 10.0.9.1/24 dev ${bridge}`,
      `address add 10.0.0.1/24 dev ${bridge}`,
    ],
  ],
  [
    'a tap joins its bridge before it goes up',
    fence,
    with_('pdt1', { bridge: null, up: false }),
    [`link set pdt1 master ${bridge}`, 'link set pdt1 up'],
  ],
  [
    'a pulled cable is down and on no bridge',
    { ...fence, ports: fence.ports.map(one => ({ ...one, connected: false })) },
    made,
    ['link set pdt1 down', 'link set pdt1 nomaster'],
  ],
  [
    'a network that is gone takes its bridge, and its taps go down first',
    { ...fence, networks: [], ports: [] },
    made,
    ['link set pdt1 down', `link delete ${bridge}`, 'link set pdt1 down', 'link set pdt1 nomaster'],
  ],
]
for (const [what, wanted, links, lines] of cases)
  test(what, () => {
    const taps = links.some(one => one.name === 'pdt1') ? [tap] : []
    assert.deepEqual(linkLines(wanted, names, { links, taps }), lines)
  })

test("a tap of a port's earlier run goes off the bridge", () => {
  const links = [...made, link('pdt0', { alias: port, bridge })]
  assert.deepEqual(linkLines(fence, names, { links, taps: [tap] }), ['link set pdt0 down', 'link set pdt0 nomaster'])
})
