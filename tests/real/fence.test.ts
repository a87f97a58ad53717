import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FenceWanted } from '@paddock/host-api'
import { findProcesses, inNetns, nftHasChain, readLinks, run } from '@paddock/linux'
import { arp, dhcp, ethernet, udp } from './support/frames.ts'
import { fenceOf, type Guest, networkOf, portOf, startNetworks } from './support/net.ts'

const web = { network: 'front', mac: '52:54:00:00:00:0a', address: '10.77.1.10' }
const client = { network: 'front', mac: '52:54:00:00:00:0b', address: '10.77.1.11' }
const front = { cidr: '10.77.1.0/24', gateway: '10.77.1.1' }
const back = { cidr: '10.77.2.0/24', gateway: '10.77.2.1', nat: false }

/** Two machines on a network that leads out, and a database behind one that does not. Every copy has the same addresses. */
const shop = (number: number): FenceWanted =>
  fenceOf({
    number,
    networks: { front, back },
    ports: {
      web,
      client,
      'web.2': { ...web, network: 'back', address: '10.77.2.10' },
      db: { network: 'back', mac: '52:54:00:00:00:0d', address: '10.77.2.20' },
    },
  })

const hostUrls = (port: number, more: readonly string[]): string[] =>
  [
    ...Object.values(networkInterfaces()).flatMap(list => (list ?? []).filter(one => one.family === 'IPv4')),
    ...more.map(address => ({ address })),
  ].map(({ address }) => `http://${address}:${port}/`)

async function plugged(
  networks: Awaited<ReturnType<Awaited<ReturnType<typeof startNetworks>>['open']>>,
  { fence, guests }: { fence: FenceWanted; guests: Readonly<Record<string, Guest>> },
): Promise<void> {
  await networks.plug(
    fence,
    Object.entries(guests).map(([name, guest]) => ({ interface: portOf(fence, name), name: guest.tap })),
  )
}

test('NET-9, NET-10, NET-1: copies with equal addresses run at once, reach the world with the right replies, and see no frame of each other', async t => {
  const host = await startNetworks(t)
  const world = await host.startOutside()
  const networks = await host.open()
  const labs = await Promise.all(
    [1, 2, 3].map(async number => {
      const fence = shop(number)
      const guests = { web: await host.makeGuest(web), client: await host.makeGuest(client) }
      await networks.raise(fence)
      await plugged(networks, { fence, guests })
      await guests.web.address(web.address, front.gateway)
      await guests.client.address(client.address, front.gateway)
      return { number, fence, ...guests }
    }),
  )
  const captures = await Promise.all(
    labs.flatMap(lab => [lab.web, lab.client].map(async guest => ({ lab: lab.number, end: await guest.capture() }))),
  )

  const asked = labs.flatMap(lab =>
    Array.from({ length: 12 }, (_, at) => ({ lab, path: `/mark-of-lab-${lab.number}-${at}` })),
  )
  const answers = await Promise.all(
    asked.map(async ({ lab, path }) => ({ path, answer: await lab.web.get(`http://${world.address}${path}`) })),
  )
  for (const { path, answer } of answers) assert.equal(answer, `${path} from ${world.host}`)

  for (const lab of labs) {
    assert.equal(await lab.client.pings(web.address), true, 'machines of one network meet')
    const data = Buffer.from(`mark-of-lab-${lab.number}-said-to-all`)
    await lab.client.send([
      ethernet(
        { from: client.mac, type: 0x0800 },
        udp({ ip: client.address, to: '255.255.255.255', ports: [5000, 5000] }, data),
      ),
    ])
  }
  for (const { lab, end } of captures) {
    const bytes = await end()
    assert.ok(bytes.includes(`mark-of-lab-${lab}-said-to-all`), 'what is said to all of a network comes to all of it')
    for (const number of [1, 2, 3])
      assert.equal(
        bytes.includes(`mark-of-lab-${number}-`),
        number === lab,
        `lab ${lab} and the frames of lab ${number}`,
      )
  }
})

test('a port speaks only for itself: false MAC, IP, ARP and DHCP, IPv6 and tags are dropped', async t => {
  const host = await startNetworks(t)
  const networks = await host.open()
  const fence = shop(1)
  const liar = await host.makeGuest(web)
  const victim = await host.makeGuest(client)
  await networks.raise(fence)
  await plugged(networks, { fence, guests: { web: liar, client: victim } })

  const own = { from: web.mac, mac: web.mac, ip: web.address, about: client.address }
  const other = '52:54:00:00:00:99'
  const all = '255.255.255.255'
  const said = (mark: string): Buffer => Buffer.from(mark)
  const ip = (packet: Buffer, from = web.mac): Buffer => ethernet({ from, type: 0x0800 }, packet)
  const talk = (address: string, mark: string): Buffer => udp({ ip: address, to: all, ports: [5000, 5000] }, said(mark))
  const cases: [name: string, passes: boolean, frame: (mark: string) => Buffer][] = [
    ['own addresses', true, mark => ip(talk(web.address, mark))],
    ['false MAC', false, mark => ip(talk(web.address, mark), other)],
    ['MAC of another port', false, mark => ip(talk(client.address, mark), client.mac)],
    ['false IP', false, mark => ip(talk('10.77.1.99', mark))],
    ['IP of another port', false, mark => ip(talk(client.address, mark))],
    ['IP of the gateway', false, mark => ip(talk(front.gateway, mark))],
    ['no IP', false, mark => ip(talk('0.0.0.0', mark))],
    ['own ARP', true, mark => arp(own, mark)],
    ['own ARP reply', true, mark => arp({ ...own, reply: true }, mark)],
    ['ARP probe', true, mark => arp({ ...own, ip: '0.0.0.0', about: web.address }, mark)],
    ['ARP reply from nowhere', false, mark => arp({ ...own, ip: '0.0.0.0', reply: true }, mark)],
    ['ARP for the gateway', false, mark => arp({ ...own, ip: front.gateway, reply: true }, mark)],
    ['ARP for another port', false, mark => arp({ ...own, ip: client.address }, mark)],
    ['ARP with a false MAC inside', false, mark => arp({ ...own, mac: other }, mark)],
    ['ARP in a frame with a false MAC', false, mark => arp({ ...own, from: other }, mark)],
    ['asks for a lease', true, mark => ip(udp({ ip: '0.0.0.0', to: all, ports: [68, 67] }, dhcp(1, web.mac, mark)))],
    [
      'asks for the lease of another',
      false,
      mark => ip(udp({ ip: '0.0.0.0', to: all, ports: [68, 67] }, dhcp(1, client.mac, mark))),
    ],
    [
      'renews the lease of another',
      false,
      mark => ip(udp({ ip: web.address, to: all, ports: [68, 67] }, dhcp(1, client.mac, mark))),
    ],
    ['gives leases', false, mark => ip(udp({ ip: web.address, to: all, ports: [67, 68] }, dhcp(2, client.mac, mark)))],
    [
      'gives leases as the gateway',
      false,
      mark => ip(udp({ ip: front.gateway, to: all, ports: [67, 68] }, dhcp(2, client.mac, mark))),
    ],
    [
      'IPv6',
      false,
      mark =>
        ethernet(
          { from: web.mac, to: '33:33:00:00:00:01', type: 0x86dd },
          Buffer.concat([Buffer.from('6000000000083a', 'hex'), said(mark)]),
        ),
    ],
    [
      'a VLAN tag',
      false,
      mark =>
        ethernet(
          { from: web.mac, type: 0x8100 },
          Buffer.concat([Buffer.from('00050800', 'hex'), talk(web.address, mark)]),
        ),
    ],
    [
      'a VLAN tag in a tag',
      false,
      mark =>
        ethernet(
          { from: web.mac, type: 0x88a8 },
          Buffer.concat([Buffer.from('000581000000', 'hex'), Buffer.from('0800', 'hex'), talk(web.address, mark)]),
        ),
    ],
    [
      'a neighbour discovery frame that only bridges hear, with the MAC of another port',
      false,
      mark => ethernet({ from: client.mac, to: '01:80:c2:00:00:0e', type: 0x88cc }, said(mark)),
    ],
    ['an unknown protocol', false, mark => ethernet({ from: web.mac, type: 0x88b5 }, said(mark))],
  ]
  const end = await victim.capture()
  await liar.send(cases.map(([, , frame], at) => frame(`mark-${at}-`)))
  const bytes = await end()
  cases.forEach(([name, passes], at) => {
    assert.equal(bytes.includes(`mark-${at}-`), passes, name)
  })
  const learnt = await run(inNetns(`pd${host.tag}-1`, ['bridge', 'fdb', 'show']), { timeoutMs: 5_000 })
  assert.ok(!new RegExp(`${client.mac} dev ${liar.tap}`).test(learnt), 'the bridge believed the liar')
  assert.ok(new RegExp(`${web.mac} dev ${liar.tap}`).test(learnt))
})

test('a guest reaches neither the host, nor another lab, nor another network, nor more of its gateway than its services', async t => {
  const host = await startNetworks(t)
  const world = await host.startOutside()
  const networks = await host.open()
  const daemon = createServer((_, answer) => answer.end('the controller'))
  await new Promise<void>(resolve => daemon.listen(0, '0.0.0.0', resolve))
  t.after(() => daemon.close())
  const port = (daemon.address() as AddressInfo).port

  const [fence, other] = [shop(1), shop(2)]
  const guest = await host.makeGuest(web)
  const behind = await host.makeGuest({ mac: '52:54:00:00:00:0d' })
  const stranger = await host.makeGuest(web)
  await networks.raise(fence)
  await networks.raise(other)
  await plugged(networks, { fence, guests: { web: guest, db: behind } })
  await plugged(networks, { fence: other, guests: { web: stranger } })
  await guest.address(web.address, front.gateway)
  await stranger.address(web.address, front.gateway)
  await behind.address('10.77.2.20', back.gateway)
  await host.background(stranger.netns, ['busybox', 'nc', '-l', '-p', '80'])

  assert.ok(await guest.get(`http://${world.address}/`), 'the world is there')
  const exits = await guest
    .run(['busybox', 'traceroute', '-n', '-m', '1', '-w', '1', '-q', '1', world.address])
    .catch(() => '')
  assert.ok(!exits.includes('100.'), 'the way out does not show')
  const addressesOf = async (netns: string | null, name: string): Promise<string[]> =>
    readLinks(netns)
      .filter(link => link.name === name)
      .flatMap(link => link.addresses)
      .map(address => address.split('/')[0] ?? '')
  const hostEnds = (await Promise.all([1, 2].map(n => addressesOf(null, `pd${host.tag}x${n}`)))).flat()
  const labEnds = (await Promise.all([1, 2].map(n => addressesOf(`pd${host.tag}-${n}`, 'exit')))).flat()
  assert.equal(new Set([...hostEnds, ...labEnds]).size, 4, 'both ends of both ways out')
  const closed = [
    ...hostUrls(port, hostEnds),
    ...hostUrls(22, []),
    ...labEnds.map(address => `http://${address}/`),
    `http://${front.gateway}:${port}/`,
    'http://169.254.169.254/',
    'http://10.77.2.20/',
    `http://${back.gateway}/`,
  ]
  await Promise.all(closed.map(async url => assert.equal(await guest.get(url), null, url)))
  assert.equal(await guest.pings(front.gateway), true)
  assert.equal(await guest.pings(back.gateway), false, 'the gateway of another network')
  assert.equal(await guest.pings('10.77.2.20'), false, 'a machine of another network')
  assert.equal(await behind.pings(back.gateway), true)
  assert.equal(await behind.get(`http://${world.address}/`), null, 'a network without NAT does not lead out')

  // From outside nothing begins, even for somebody who knows the addresses.
  for (const address of [...labEnds, web.address])
    await assert.rejects(
      run(inNetns(world.netns, ['busybox', 'nc', '-w', '1', address, '80']), {
        timeoutMs: 5_000,
      }),
      address,
    )
})

test('NET-1, NET-3: machines get their own lease and names, and each service can be off', async t => {
  const host = await startNetworks(t)
  const world = await host.startOutside()
  const networks = await host.open()
  const fence = shop(1)
  const guest = await host.makeGuest(web)
  const behind = await host.makeGuest({ mac: '52:54:00:00:00:0d' })
  await networks.raise(fence)
  await plugged(networks, { fence, guests: { web: guest, db: behind } })

  assert.deepEqual(await guest.lease(), {
    ip: web.address,
    router: front.gateway,
    dns: front.gateway,
    domain: 'lab.internal',
    hostname: 'web',
    subnet: '255.255.255.0',
    lease: '600',
  })
  const second = await behind.lease()
  assert.equal(second?.ip, '10.77.2.20')
  assert.equal(second?.router, undefined, 'a network that does not lead out names no router')

  await guest.address(web.address, front.gateway)
  await behind.address('10.77.2.20', back.gateway)
  assert.deepEqual(await guest.resolve('client.lab.internal', front.gateway), [client.address])
  assert.deepEqual(await guest.resolve('web.lab.internal', front.gateway), [web.address], 'its address on this network')
  assert.deepEqual(await guest.resolve('db.lab.internal', front.gateway), ['10.77.2.20'])
  assert.deepEqual(await guest.resolve('nobody.lab.internal', front.gateway), [])
  assert.deepEqual(await guest.resolve('www.outside.test', front.gateway), [world.address])
  assert.deepEqual(await behind.resolve('www.outside.test', back.gateway), [], 'without NAT nobody is asked')
  assert.deepEqual(await behind.resolve('web.lab.internal', back.gateway), ['10.77.2.10'])

  const without = (service: 'dhcp' | 'dns' | 'nat'): FenceWanted => ({
    ...fence,
    networks: fence.networks.map(network => ({ ...network, [service]: false })),
  })
  await networks.raise(without('dhcp'))
  assert.equal(await guest.lease(), null)
  assert.deepEqual(await guest.resolve('client.lab.internal', front.gateway), [client.address])
  await networks.raise(without('dns'))
  assert.deepEqual(await guest.resolve('client.lab.internal', front.gateway), [])
  assert.equal((await guest.lease())?.dns, undefined)
  assert.ok(await guest.get(`http://${world.address}/`))
  await networks.raise(without('nat'))
  assert.equal(await guest.get(`http://${world.address}/`), null)
  assert.equal((await guest.lease())?.router, undefined)
  await networks.raise(fence)
  assert.ok(await guest.get(`http://${world.address}/`))
})

test('a running lab changes: networks and ports come and go, addresses change, cables are pulled, and the rest goes on', async t => {
  const host = await startNetworks(t)
  await host.startOutside()
  const networks = await host.open()
  const fence = shop(1)
  const guest = await host.makeGuest(web)
  const second = await host.makeGuest(client)
  await networks.raise(fence)
  await plugged(networks, { fence, guests: { web: guest, client: second } })
  await guest.address(web.address, front.gateway)
  await second.address(client.address, front.gateway)
  assert.equal(await guest.pings(client.address), true)

  const withPort = (name: string, change: object): FenceWanted => ({
    ...fence,
    ports: fence.ports.map(port => (port.interface === portOf(fence, name) ? { ...port, ...change } : port)),
  })
  await networks.raise(withPort('client', { connected: false }))
  assert.equal(await guest.pings(client.address), false, 'its cable is pulled')
  assert.equal(await guest.pings(front.gateway), true)
  await networks.raise(fence)
  assert.equal(await guest.pings(client.address), true)

  await networks.raise(withPort('client', { address: '10.77.1.12' }))
  assert.equal(await guest.pings(client.address), false, 'the old address')
  assert.equal((await second.lease())?.ip, '10.77.1.12')
  await second.address('10.77.1.12', front.gateway)
  assert.equal(await guest.pings('10.77.1.12'), true)

  await second.run(['ip', 'link', 'set', 'eth0', 'address', '52:54:00:00:00:77'])
  assert.equal(await guest.pings('10.77.1.12'), false, 'a MAC address that is not its own')
  await networks.raise(withPort('client', { address: '10.77.1.12', mac: '52:54:00:00:00:77' }))
  assert.equal((await second.lease())?.ip, '10.77.1.12')
  assert.equal(await guest.pings('10.77.1.12'), true)

  const moved = {
    ...withPort('client', { address: '10.99.0.12', mac: '52:54:00:00:00:77', network: networkOf(fence, 'new') }),
    networks: [
      ...fence.networks.filter(network => network.name === 'front'),
      ...fenceOf({ number: 1, networks: { new: { cidr: '10.99.0.0/24', gateway: '10.99.0.1' } }, ports: {} }).networks,
    ],
  }
  await networks.raise(moved)
  assert.equal((await second.lease())?.ip, '10.99.0.12')
  await second.address('10.99.0.12', '10.99.0.1')
  assert.equal(await second.pings('10.99.0.1'), true)
  assert.equal(await second.pings(web.address), false)
  assert.equal(await guest.pings(front.gateway), true)
  assert.deepEqual(
    (await networks.list()).map(({ ready, networks: seen }) => ({ ready, networks: seen.map(one => one.network) })),
    [{ ready: true, networks: moved.networks.map(network => network.network) }],
  )
  await networks.raise({ ...moved, ports: [] })
  assert.equal(await guest.pings(front.gateway), false, 'a tap that is no port any more')
})

test('NET-4: bytes of a network are counted as its machines count them', async t => {
  const host = await startNetworks(t)
  const world = await host.startOutside()
  const fence = shop(1)
  const guest = await host.makeGuest(web)
  const first = await host.open()
  await plugged(first, { fence, guests: { web: guest } })
  await guest.address(web.address, front.gateway)
  for (let at = 0; at < 40; at += 1) assert.ok(await guest.get(`http://${world.address}/${'x'.repeat(1500)}`))
  const stats = JSON.parse(await guest.run(['ip', '-json', '-statistics', 'link', 'show', 'eth0']))[0].stats64
  // A daemon that was started anew goes on counting where the kernel is.
  const networks = await host.open()
  await networks.raise(fence)
  const seen = (await networks.list())[0]?.networks.find(network => network.network === networkOf(fence, 'front'))
  assert.ok(seen)
  for (const [name, ours, its] of [
    ['in', seen.bytesIn, stats.rx.bytes],
    ['out', seen.bytesOut, stats.tx.bytes],
  ])
    assert.ok(Math.abs(ours - its) <= its * 0.01 + 500, `${name}: ${ours} is not within 1 % of ${its}`)
})

test("a service that dies is noticed and comes back, and so do the host's rules when somebody clears them", async t => {
  const host = await startNetworks(t)
  const networks = await host.open()
  const fence = shop(1)
  const guest = await host.makeGuest(web)
  await plugged(networks, { fence, guests: { web: guest } })
  const services = () => findProcesses(words => words.some(word => word.includes(host.folder)))
  assert.equal(services().length, 2)
  const noticed = new Promise<void>(resolve => networks.onChange(resolve))
  for (const { identity } of services()) process.kill(identity.pid, 'SIGKILL')
  await noticed
  assert.equal((await networks.list())[0]?.ready, false)
  await networks.raise(fence)
  assert.equal((await networks.list())[0]?.ready, true)
  assert.equal(services().length, 2)
  await run(['nft', 'delete', 'table', 'inet', `paddock_${host.tag}`], { timeoutMs: 5_000 })
  host.pass(11_000)
  await networks.list()
  assert.equal(await nftHasChain(null, `inet paddock_${host.tag} from_lab`), true)
  assert.equal((await guest.lease())?.ip, web.address)
})

test('every call may be repeated, and what another daemon made is found and taken up without a pause', async t => {
  const host = await startNetworks(t)
  const fence = shop(1)
  const guest = await host.makeGuest(web)
  const first = await host.open()
  await first.raise(fence)
  await first.raise(fence)
  await plugged(first, { fence, guests: { web: guest } })
  await plugged(first, { fence, guests: { web: guest } })
  await guest.address(web.address, front.gateway)
  const pings = guest.run(['busybox', 'ping', '-q', '-c', '40', '-i', '0.05', '-W', '1', front.gateway])
  await first.close()

  const second = await host.open()
  assert.deepEqual(
    (await second.list()).map(({ lab, ready }) => ({ lab, ready })),
    [{ lab: fence.lab, ready: false }],
  )
  await second.raise(fence)
  await plugged(second, { fence, guests: { web: guest } })
  await second.raise(fence)
  assert.match(await pings, / 0% packet loss/)
  await second.lower(fence.lab)
  await second.lower(fence.lab)
  assert.deepEqual(await second.list(), [])
  assert.deepEqual(await host.leaks(), [])
})

test('cut off at every step, a fence is finished by the next call or removed whole', async t => {
  const host = await startNetworks(t)
  const fence = shop(1)
  await eachStep(
    host,
    async networks => networks.raise(fence),
    async (networks, step) => {
      await networks.list()
      await networks.raise(fence)
      assert.equal((await networks.list())[0]?.ready, true, `raised after ${step}`)
      await networks.lower(fence.lab)
      assert.deepEqual(await host.leaks(), [], `raise cut off at ${step}, raised and lowered again`)
    },
  )
  await eachStep(
    host,
    async networks => networks.raise(fence),
    async (networks, step) => {
      for (const { lab } of await networks.list()) await networks.lower(lab)
      assert.deepEqual(await host.leaks(), [], `raise cut off at ${step}, then lowered`)
    },
  )
  await eachStep(
    host,
    async networks => {
      await networks.raise(fence)
      await networks.lower(fence.lab)
    },
    async (networks, step) => {
      for (const { lab } of await networks.list()) await networks.lower(lab)
      assert.deepEqual(await host.leaks(), [], `lowering cut off at ${step}`)
    },
  )
  await eachStep(
    host,
    async networks => {
      const guest = await host.makeGuest(web)
      await plugged(networks, { fence, guests: { web: guest } })
    },
    async (networks, step) => {
      const guest = await host.makeGuest(web)
      await plugged(networks, { fence, guests: { web: guest } })
      await guest.address(web.address, front.gateway)
      assert.equal(await guest.pings(front.gateway), true, `plugged after ${step}`)
      await networks.lower(fence.lab)
      assert.deepEqual(await host.leaks(), [], `plugging cut off at ${step}`)
    },
  )
})

test('what bears our names and has no record is removed, half-made things too, and nobody else is touched', async t => {
  const host = await startNetworks(t)
  const fence = shop(1)
  // `ip netns add` cut off: a file, and no namespace bound to it.
  await mkdir('/run/netns', { recursive: true })
  for (const name of [`pd${host.tag}-1`, `pd${host.tag}-2`]) await writeFile(`/run/netns/${name}`, '')
  await run(['ip', 'netns', 'add', `pd${host.tag}-3`], { timeoutMs: 5_000 })
  await run(['ip', 'link', 'add', `pd${host.tag}x4`, 'type', 'veth', 'peer', 'name', `pd${host.tag}y4`], {
    timeoutMs: 5_000,
  })
  await mkdir(join(host.folder, '5'), { recursive: true })
  await writeFile(join(host.folder, '5', 'fence.json'), '{"lab":"torn')
  const networks = await host.open()
  await networks.raise(fence)
  assert.deepEqual(
    (await networks.list()).map(seen => seen.lab),
    [fence.lab],
  )
  assert.deepEqual((await host.leaks()).filter(leak => /^(namespace|link|file)/.test(leak)).toSorted(), [
    'file 1',
    `link pd${host.tag}x1`,
    `namespace pd${host.tag}-1`,
  ])

  const neighbour = await startNetworks(t)
  const theirs = await neighbour.open()
  await theirs.raise(fence)
  await networks.lower(fence.lab)
  assert.deepEqual(await host.leaks(), [])
  assert.equal((await theirs.list())[0]?.ready, true, 'another installation on this host')
})

test('a fence that can not be is refused before anything is made', async t => {
  const host = await startNetworks(t)
  const networks = await host.open()
  const overlapping = fenceOf({ number: 1, networks: { front, back: { ...back, cidr: '10.77.0.0/16' } }, ports: {} })
  await assert.rejects(networks.raise(overlapping), /overlap/)
  await networks.raise(shop(1))
  await assert.rejects(networks.raise({ ...shop(1), lab: shop(2).lab }), /still is lab/, "another lab's number")
  await assert.rejects(networks.plug(shop(1), [{ interface: portOf(shop(2), 'web'), name: 'eth0' }]), {
    code: 'not-found',
  })
  await assert.rejects(networks.plug(shop(1), [{ interface: portOf(shop(1), 'web'), name: 'pdnone' }]), {
    code: 'start-failed',
  })
  assert.equal((await networks.list())[0]?.ready, true, 'the fence stands though a machine lost its tap')
})

test('killed at any moment, the daemon leaves nothing that the next one does not finish or remove', async t => {
  const host = await startNetworks(t)
  const fence = shop(1)
  const busy = join(import.meta.dirname, 'support', 'raise-and-lower.ts')
  for (let round = 0; round < 8; round += 1) {
    const child = spawn(process.execPath, [busy, host.folder, host.tag, JSON.stringify(fence)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    await sleep(round * 31)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const networks = await host.open()
    await networks.list()
    if (round % 2 === 0) {
      await networks.raise(fence)
      assert.equal((await networks.list())[0]?.ready, true)
    }
    for (const { lab } of await networks.list()) await networks.lower(lab)
    // What the killed daemon had begun may end a moment later than it did.
    await sleep(50)
    await networks.list()
    assert.deepEqual(await host.leaks(), [], `killed after ${round * 31} ms`)
  }
})

/** Does the work once for each of its steps, cut off there; then `after`, with a driver that knows nothing of it. */
async function eachStep(
  host: Awaited<ReturnType<typeof startNetworks>>,
  work: (networks: Awaited<ReturnType<typeof host.open>>) => Promise<void>,
  after: (networks: Awaited<ReturnType<typeof host.open>>, step: string) => Promise<void>,
): Promise<void> {
  for (let cutAt = 1; ; cutAt += 1) {
    let steps = 0
    let cut = ''
    let begun = false
    const broken = await host.open(name => {
      if (!begun) return
      steps += 1
      if (steps < cutAt) return
      cut ||= name
      throw new Error(`cut off at ${name}`)
    })
    begun = true
    await work(broken).then(
      () => assert.equal(cut, ''),
      cause => assert.match(String(cause), /cut off at/),
    )
    await broken.close()
    await after(await host.open(), cut || 'the end')
    if (cut === '') return
  }
}
