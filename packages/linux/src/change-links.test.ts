import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { changeLinks } from './change-links.ts'
import { addNetns, deleteNetns, inNetns, netnsState } from './netns.ts'
import { netnsPath } from './netns-path.ts'
import { nftApply, nftCounters, nftHasChain } from './nft.ts'
import { readLinkBytes, readLinks } from './read-links.ts'
import { run } from './run.ts'
import { setNetnsSysctls } from './sysctl.ts'

const netns = `pdlink${process.pid}`
const outside = `pdlink${process.pid}`.slice(0, 15)
const ip = (...words: string[]) => run(inNetns(netns, ['ip', ...words]), { timeoutMs: 5_000 })

test('links, addresses and routes become what `ip` would make of the same lines', async t => {
  await addNetns(netns)
  t.after(() => deleteNetns(netns))
  changeLinks(null, [
    `link add ${outside} type veth peer name exit netns ${netns}`,
    `address replace 100.127.255.0/31 dev ${outside}`,
    `link set ${outside} up`,
  ])
  changeLinks(netns, [
    'address add 100.127.255.1/31 dev exit',
    'link set exit up',
    'route replace default via 100.127.255.0 dev exit',
    'link set lo up',
    'link add brone address 02:00:0a:00:00:01 type bridge stp_state 0 forward_delay 0 mcast_snooping 0 no_linklocal_learn 1',
    'address add 10.0.0.1/24 dev brone',
    'link set brone up',
    'link set exit alias the-way-out',
    'link set exit master brone',
  ])
  const links = new Map(readLinks(netns).map(link => [link.name, link]))
  assert.deepEqual(links.get('brone'), {
    name: 'brone',
    up: true,
    mac: '02:00:0a:00:00:01',
    bridge: null,
    alias: null,
    addresses: ['10.0.0.1/24'],
  })
  const { mac: _, ...exit } = links.get('exit') ?? {}
  assert.deepEqual(exit, {
    name: 'exit',
    up: true,
    bridge: 'brone',
    alias: 'the-way-out',
    addresses: ['100.127.255.1/31'],
  })
  assert.match(await ip('route'), /^default via 100\.127\.255\.0 dev exit/m)
  assert.match(
    await ip('-d', 'link', 'show', 'brone'),
    /forward_delay 0 .*stp_state 0 .*mcast_snooping 0 no_linklocal_learn 1/s,
  )
  assert.deepEqual(
    readLinkBytes(netns).find(link => link.name === 'lo'),
    { name: 'lo', alias: null, bytesReceived: 0, bytesSent: 0 },
  )

  changeLinks(netns, [
    'link set exit nomaster',
    'link set exit down',
    'address delete 10.0.0.1/24 dev brone',
    'link delete exit',
  ])
  assert.deepEqual(
    readLinks(netns).map(({ name, addresses }) => [name, addresses]),
    [
      ['lo', ['127.0.0.1/8']],
      ['brone', []],
    ],
  )
})

test('a line that fails is named, and the ones before it are done', async t => {
  const other = `${netns}b`
  await addNetns(other)
  t.after(() => deleteNetns(other))
  assert.throws(
    () => changeLinks(other, ['link set lo up', 'link set nobody up']),
    /"link set nobody up" failed: .*ENODEV/,
  )
  assert.throws(() => changeLinks(other, ['link fold lo']), /not known/)
  assert.equal(readLinks(other)[0]?.up, true)
})

test('rules and settings go into the namespace that they are for, and nowhere else', async t => {
  const other = `${netns}c`
  await addNetns(other)
  t.after(() => deleteNetns(other))
  const table = `here${process.pid}`
  nftApply(other, `add table bridge ${table}\nadd counter bridge ${table} sent\nadd chain bridge ${table} seen\n`)
  setNetnsSysctls(other, { 'net.ipv4.conf.all.arp_ignore': '1' })
  assert.deepEqual([...nftCounters(other, { family: 'bridge', name: table }).keys()], ['sent'])
  assert.equal(nftHasChain(other, `bridge ${table} seen`), true)
  assert.equal(nftHasChain(null, `bridge ${table} seen`), false)
  assert.throws(() => nftApply(other, 'add rule nonsense\n'), /syntax error/)
  const words = inNetns(other, ['sysctl', '-n', 'net.ipv4.conf.all.arp_ignore'])
  assert.equal((await run(words, { timeoutMs: 5_000 })).trim(), '1')
})

test('a namespace that is deleted is gone, one that was half made too', async () => {
  const other = `${netns}d`
  assert.equal(await addNetns(other), true)
  assert.equal(await addNetns(other), false)
  await deleteNetns(other)
  await deleteNetns(other)
  writeFileSync(netnsPath(other), '')
  assert.equal(await netnsState(other), 'half')
  assert.equal(await addNetns(other), true)
  assert.equal(await netnsState(other), 'whole')
  await deleteNetns(other)
  assert.equal(await netnsState(other), 'absent')
})
