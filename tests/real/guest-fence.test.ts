import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { after, before, test } from 'node:test'
import { run } from '@paddock/linux'
import { PaddockProblem } from '@paddock/sdk'
import { until } from '@paddock/testing'
import { type Installation, install, type Paddock } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'
import { type Outside, startOutside } from './support/outside.ts'
import { openConsole } from './support/socket.ts'
import { machinePids } from './support/victims.ts'

type Lab = Awaited<ReturnType<Paddock['lab']['get']>>

let paddock: Installation
let outside: Outside
/** Two tenants' labs on one host at once: a liar and its neighbour of the first, and a stranger of the second. */
let lab: Lab
let strangers: Lab
let second: Paddock
const ending: (() => unknown)[] = []
const t = { after: (end: unknown) => void ending.unshift(end as () => unknown) }

const net = { cidr: '10.20.0.0/24', gateway: '10.20.0.1' }
const liar = { name: 'liar', address: '10.20.0.10', mac: '52:54:00:20:00:10' }
const neighbour = { name: 'neighbour', address: '10.20.0.11', mac: '52:54:00:20:00:11' }
const stranger = { name: 'stranger', address: '10.40.0.10', mac: '52:54:00:40:00:10' }

before(async () => {
  paddock = await install(t, { listen: '0.0.0.0:0' })
  outside = await startOutside(t)
  await paddock.template('Tiny Linux')
  const layer = await paddock.sql("select id from layers where recipe = 'tiny-linux'")
  const administrator = { email: 'admin@second.test', password: 'password of the second' }
  await paddock.operator.tenant.create({
    slug: 'second',
    name: 'Second',
    administrator: { ...administrator, name: 'Admin' },
  })
  second = await paddock.signIn({ tenant: 'second', ...administrator })

  const begin = async (tenant: Paddock, cidr: string, machines: (typeof liar)[]): Promise<Lab> => {
    const [project] = (await tenant.project.list()).items
    const wish = {
      projectId: project?.id,
      name: 'fenced',
      spec: {
        networks: [{ name: 'lan', cidr }],
        vms: machines.map(({ name, address, mac }) => ({
          name,
          memoryMiB: 96,
          disks: [{ name: 'root', source: { kind: 'layer', layer } }],
          interfaces: [{ network: 'lan', address, mac }],
        })),
      },
      start: true,
    }
    const { id } = await tenant.lab.create(wish as Parameters<Paddock['lab']['create']>[0])
    return becomes({ ...paddock, tenant }, id, 'running')
  }
  ;[lab, strangers] = await Promise.all([
    begin(paddock.tenant, net.cidr, [liar, neighbour]),
    begin(second, '10.40.0.0/24', [stranger]),
  ])
  // Until each has its address by DHCP, and serves a page.
  const serve =
    'ip -4 addr show eth0 | grep -q inet && mkdir -p /run/www && echo "page of $(hostname)" > /run/www/index.html && httpd -h /run/www'
  for (const who of [liar, neighbour, stranger])
    await until(
      `${who.name} is up`,
      () =>
        as(who, serve).then(
          () => true,
          () => undefined,
        ),
      { withinMs: 240_000 },
    )
})
after(async () => {
  for (const end of ending) await end()
})

/** Runs a line in one of the three guests. */
function as(who: { name: string }, line: string): Promise<string> {
  const [tenant, of] = who.name === stranger.name ? [second, strangers] : [paddock.tenant, lab]
  const vm = of.vms.find(({ name }) => name === who.name)?.id ?? ''
  return sh({ ...paddock, tenant }, vm, line, 240_000)
}

/** Which of some ports a guest can open a connection to. */
async function reaches(who: { name: string }, targets: readonly (readonly [string, number])[]): Promise<string[]> {
  const tries = targets.map(
    ([address, port]) =>
      `(timeout 8 nc -w 4 ${address} ${port} </dev/null >/dev/null 2>&1; [ $? = 1 ] || echo ${address}:${port}) &`,
  )
  return (await as(who, `${tries.join('\n')}\nwait`))
    .split('\n')
    .filter(line => line !== '')
    .sort()
}
/** What a web server says to a guest. Told by its words: networks outside may answer for any address. */
const page = (who: { name: string }, { address }: { address: string }): Promise<string> =>
  as(who, `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | timeout 12 nc -w 8 ${address} 80 2>&1; true`)
const pings = async (who: { name: string }, address: string): Promise<boolean> =>
  (await as(who, `ping -c 2 -W 4 ${address} >/dev/null 2>&1 && echo yes || echo no`)).trim() === 'yes'

test('a guest reaches its neighbours and the world, and neither the host, nor its daemons, nor another lab, nor more of its gateway than DHCP, DNS and ping', async t => {
  const daemon = createServer((_, answer) => answer.end('a daemon of the host'))
  await new Promise<void>(resolve => daemon.listen(0, '0.0.0.0', resolve))
  t.after(() => daemon.close())
  const other = (daemon.address() as AddressInfo).port
  const controller = Number(new URL(paddock.url).port)

  const labs = (await paddock.footprint()).things
  const spaces = [...labs].flatMap(thing => (thing.startsWith('namespace ') ? [thing.slice('namespace '.length)] : []))
  assert.equal(spaces.length, 2)
  const ways: string[] = []
  for (const space of spaces) {
    const words = ['nsenter', `--net=/run/netns/${space}`, 'ip', '-json', '-4', 'address', 'show', 'dev', 'exit']
    const [link]: { addr_info: { local: string }[] }[] = JSON.parse(await run(words, { timeoutMs: 5_000 }))
    ways.push(link?.addr_info[0]?.local ?? assert.fail('a lab has a way out'))
  }
  // The host's ends stand one below the labs'.
  const ends = ways.map(way => way.replace(/\d+$/, last => `${Number(last) - 1}`))
  const host = Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .filter(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('100.'))
    .map(({ address }) => address)
  assert.ok(host.length > 0)
  for (const address of [...host, ...ends])
    for (const port of [controller, other])
      assert.ok(
        (await fetch(`http://${address}:${port}/`)).status > 0,
        'it listens there, and the host itself gets there',
      )

  assert.deepEqual(
    await reaches(liar, [
      [outside.address, 80],
      [neighbour.address, 80],
      [net.gateway, 53],
    ]),
    [`${neighbour.address}:80`, `${net.gateway}:53`, `${outside.address}:80`].sort(),
  )
  assert.equal(await pings(liar, net.gateway), true)

  const closed = [
    ...[...host, ...ends, net.gateway].flatMap(address =>
      [controller, other, 22, 5432].map(port => [address, port] as const),
    ),
    ...ways.flatMap(way => [80, 53, controller].map(port => [way, port] as const)),
    ['169.254.169.254', 80] as const,
  ]
  assert.deepEqual(await reaches(liar, closed), [])
  for (const address of [host[0] ?? '', ...ends, ...ways, stranger.address, '10.40.0.1'])
    assert.equal(await pings(liar, address), false, `ping ${address}`)
  assert.deepEqual(await reaches(stranger, [[outside.address, 80]]), [`${outside.address}:80`])
  assert.match(await page(liar, neighbour), /page of neighbour/)
  assert.doesNotMatch(await page(liar, stranger), /page of/)
  assert.doesNotMatch(await page(stranger, liar), /page of/)
  const asked = await as(
    liar,
    `nslookup -type=a ${stranger.name}.lab.internal 10.40.0.1 2>&1; nslookup -type=a ${stranger.name}.lab.internal 2>&1; true`,
  )
  assert.ok(!asked.includes(stranger.address), asked)
  // PostgreSQL has no door to any network at all.
  const listening = await run(['ss', '-Hltnp'], { timeoutMs: 5_000 })
  assert.ok(!listening.includes(`pid=${paddock.databasePid()},`), listening)
})

/** How many pings a guest was sent, whoever sent them. Source: RFC 4293, "icmpStatsInMsgs"; proc_net_snmp. */
async function heardPings(): Promise<number> {
  const [names = [], values = []] = (await as(neighbour, 'grep ^Icmp: /proc/net/snmp'))
    .split('\n')
    .map(line => line.split(' '))
  return Number(values[names.indexOf('InEchos')])
}

test('a guest that takes another MAC or another IP address is not heard by its neighbour', async () => {
  const say = (from: string) =>
    `arp -s ${neighbour.address} ${neighbour.mac}; ping -c 3 -W 1 -i 0.3 -I ${from} ${neighbour.address} >/dev/null 2>&1; true`
  const wear = (mac: string) => `ip link set eth0 down; ip link set eth0 address ${mac}; ip link set eth0 up; sleep 1`
  const extra = (address: string) => `ip addr add ${address}/32 dev eth0`
  const cases: [string, string, number][] = [
    ['its own addresses', say(liar.address), 3],
    ['a made up MAC', `${wear('52:54:00:99:99:99')}; ${say(liar.address)}`, 0],
    ['the MAC of the gateway', `${wear('0a:50:0a:14:00:01')}; ${say(liar.address)}`, 0],
    ['the MAC of its neighbour', `${wear(neighbour.mac)}; ${say(liar.address)}`, 0],
    ['its own MAC again', `${wear(liar.mac)}; ${say(liar.address)}`, 3],
    ['a free address', `${extra('10.20.0.99')}; ${say('10.20.0.99')}`, 0],
    ['the address of the gateway', `${extra(net.gateway)}; ${say(net.gateway)}`, 0],
    ['an address of the world', `${extra('198.51.100.7')}; ${say('198.51.100.7')}`, 0],
  ]
  for (const [name, line, heard] of cases) {
    const before = await heardPings()
    await as(liar, line)
    assert.equal((await heardPings()) - before, heard, name)
  }
  assert.equal(await pings(neighbour, net.gateway), true)
  // It now answers ARP for those addresses too, if only it were let.
  const answers = async (address: string) => [
    ...new Set((await as(neighbour, `arping -c 3 -w 4 -I eth0 ${address}; true`)).match(/\[[0-9a-f:]{17}\]/g)),
  ]
  assert.deepEqual(await answers(liar.address), [`[${liar.mac}]`])
  assert.deepEqual(await answers('10.20.0.99'), [])
  assert.deepEqual(await answers(net.gateway), ['[0a:50:0a:14:00:01]'])
  for (const way of ['-U', '-A'])
    await as(liar, `arping ${way} -c 3 -w 4 -I eth0 -s ${net.gateway} ${net.gateway} >/dev/null; true`)
  const known = await as(neighbour, 'cat /proc/net/arp')
  assert.match(known, new RegExp(`^${net.gateway} .*0a:50:0a:14:00:01`, 'm'))
  assert.doesNotMatch(known, /10\.20\.0\.99 .*52:54/)
  await as(
    liar,
    `for a in 10.20.0.99 ${net.gateway} 198.51.100.7; do ip addr del $a/32 dev eth0; done; arp -d ${neighbour.address}; ip route replace default via ${net.gateway}; true`,
  )
  assert.deepEqual(
    await reaches(liar, [
      [outside.address, 80],
      [neighbour.address, 80],
    ]),
    [`${neighbour.address}:80`, `${outside.address}:80`].sort(),
  )
})

test('a guest that plays DHCP server is not heard, even where nobody else is one', async () => {
  const network = lab.networks[0]?.id
  assert.ok(network)
  await as(
    liar,
    `printf 'start 10.20.0.200\\nend 10.20.0.210\\ninterface eth0\\nlease_file /run/rogue\\noption router ${liar.address}\\n' >/run/rogue.conf
touch /run/rogue; udhcpd -f /run/rogue.conf >/run/rogue.log 2>&1 </dev/null &`,
  )
  const ask = (tries: number) => as(neighbour, `udhcpc -f -n -q -i eth0 -t ${tries} -T 2 -s /bin/true 2>&1; true`)
  assert.match(await ask(5), new RegExp(`lease of ${neighbour.address} obtained from ${net.gateway}`))
  await paddock.tenant.network.update({ network, dhcp: false })
  const last = await until(
    'Paddock’s own DHCP is off',
    async () => {
      const said = await ask(3)
      return said.includes(`obtained from ${net.gateway}`) ? undefined : said
    },
    { withinMs: 120_000 },
  )
  assert.match(last, /no lease/)
  assert.match(await ask(5), /no lease/)
  assert.match(await as(liar, 'cat /run/rogue.log'), /OFFER/i, 'it did offer')
  await paddock.tenant.network.update({ network, dhcp: true })
  await as(liar, 'killall udhcpd')
})

test('two tenants run labs of one name at once, and neither finds, sees, hears or moves the other’s machines (TEN-1)', async () => {
  const pairs: [Paddock, Lab, Lab][] = [
    [paddock.tenant, lab, strangers],
    [second, strangers, lab],
  ]
  for (const [tenant, own, others] of pairs) {
    assert.deepEqual(
      (await tenant.lab.list()).items.map(({ id }) => id),
      [own.id],
    )
    assert.equal((await tenant.lab.get({ lab: own.id })).state, 'running')
    const vm = others.vms[0]?.id ?? ''
    const calls = [
      () => tenant.lab.get({ lab: others.id }),
      () => tenant.lab.stop({ lab: others.id }),
      () => tenant.lab.copy({ lab: others.id, copies: [{ name: 'mine' }] }),
      () => tenant.lab.delete({ lab: others.id, now: true }),
      () => tenant.vm.get({ vm }),
      () => tenant.vm.exec({ vm, command: ['/bin/true'] }),
      () => tenant.vm.powerOff({ vm }),
      () => tenant.vm.reset({ vm }),
    ]
    for (const call of calls)
      await assert.rejects(call(), (problem: unknown) => problem instanceof PaddockProblem && problem.status === 404)
    for (const url of [tenant.vm.serialUrl({ vm }), tenant.vm.screenUrl({ vm })])
      assert.equal(await openConsole(tenant, url), 404)
    const mine = await openConsole(tenant, tenant.vm.serialUrl({ vm: own.vms[0]?.id ?? '' }))
    assert.ok(typeof mine !== 'number')
    await until('its own serial console speaks', () => (mine.said().includes('Tiny Linux ready') ? true : undefined))
    mine.close()
  }
})

test('each machine’s QEMU runs caged: a user of its own, no capabilities, its filter closed, no network, its own control group', async () => {
  const pids = machinePids(paddock)
  assert.equal(pids.length, 3)
  const uids = new Set<string>()
  for (const pid of pids) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    const is = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? ''
    const ids = is('Uid').split('\t')
    assert.equal(new Set(ids).size, 1)
    assert.ok(Number(ids[0]) >= 1_879_048_192, `user ${ids[0]}`)
    uids.add(ids[0] ?? '')
    assert.equal(is('Groups').trim(), '')
    for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.match(is(set), /^0+$/, set)
    assert.equal(is('NoNewPrivs'), '1')
    assert.equal(is('Seccomp'), '2')
    const links: { ifname: string }[] = JSON.parse(
      await run(['nsenter', `--net=/proc/${pid}/ns/net`, 'ip', '-json', 'link', 'show'], { timeoutMs: 5_000 }),
    )
    assert.deepEqual(
      links.map(({ ifname }) => ifname).filter(name => name !== 'lo'),
      [],
    )
    assert.match(readFileSync(`/proc/${pid}/cgroup`, 'utf8'), /:\/(.*\/)?paddock-[0-9a-f]{4}\/[0-9a-f-]{36}$/m)
  }
  assert.equal(uids.size, pids.length, 'no two machines share a user')
})
