import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hostSilentAfterSeconds } from '@paddock/model'
import { startCloud, until } from '@paddock/testing'

test('a machine tells since when it is in its state, through a whole life', async t => {
  let ahead = 0
  const cloud = await startCloud(t, { clock: () => new Date(Date.now() + ahead) })
  const begun = Date.now() - 1_000
  const lab = await cloud.lab()
  const since = async () => {
    const { vms, stateSince } = await lab.view()
    const [vm] = vms
    assert.ok(vm)
    return { of: vm.stateSince, lab: stateSince, vm }
  }
  const madeAt = await since()
  assert.equal(madeAt.of, madeAt.vm.createdAt)
  assert.equal(madeAt.lab, madeAt.of, 'a lab whose machines have stopped has since the last of them did')
  await lab.start()
  await lab.becomes('running')
  const ran = await since()
  assert.equal(ran.of, ran.vm.startedAt)
  assert.ok(Date.parse(ran.of ?? '') > begun)

  const [host] = cloud.hosts
  assert.ok(host)
  host.link.cut()
  ahead = (hostSilentAfterSeconds + 60) * 1_000
  const silent = await lab.becomes('unknown')
  assert.ok(Math.abs(Date.parse(silent.stateSince ?? '') - Date.now()) < 30_000, 'silent since it was last heard')
  ahead = 0
  host.link.join()
  await lab.becomes('running')

  await lab.powerOff()
  await lab.becomes('stopped')
  const over = await since()
  assert.ok(Date.parse(over.of ?? '') >= Date.parse(ran.of ?? ''))
})

test('a lab tells its people what was done in it, also with parts that are gone, and nobody else', async t => {
  const cloud = await startCloud(t)
  const lab = await cloud.lab({ name: 'Told', vms: 2 })
  await cloud.lab({ name: 'Another' })
  const [one, two] = (await lab.view()).vms
  assert.ok(one && two)
  const { paddock } = cloud.a.admin
  await paddock.vm.update({ vm: one.id, description: 'Changed' })
  await paddock.disk.create({ vm: one.id, name: 'data', sizeBytes: 1024 * 1024 })
  await paddock.vm.delete({ vm: two.id })
  await until('The machine is gone', async () => ((await lab.view()).vms.length === 1 ? true : undefined))
  await assert.rejects(paddock.vm.reset({ vm: one.id }), { code: 'not-now' })

  // Also a member of the project, who may not read the tenant's audit log.
  const member = await cloud.a.person({ name: 'mia', inProject: 'member' })
  const { items } = await member.paddock.lab.activity({ lab: lab.id })
  assert.deepEqual(
    items.map(deed => `${deed.action} ${deed.subject?.name}${deed.outcome === 'done' ? '' : ` ${deed.outcome}`}`),
    ['vm.reset vm-1 refused', 'vm.delete vm-2', 'disk.create data', 'vm.update vm-1', 'lab.create Told'],
  )
  assert.ok(items.every(deed => !('address' in deed)))
  await assert.rejects(cloud.b.admin.paddock.lab.activity({ lab: lab.id }), { code: 'not-found' })
})

test('the bytes of a lab are counted while its machines run and their cables are in, and only its people see them (BEY-12)', async t => {
  const cloud = await startCloud(t)
  const lab = await cloud.lab({ vms: 2 })
  const { paddock } = cloud.a.admin
  const seen = () => paddock.lab.traffic({ lab: lab.id })
  assert.deepEqual({ ...(await seen()), at: '' }, { at: '', interfaces: [], wayOut: null })
  await lab.start()
  const { vms } = await lab.becomes('running')
  const [port, other] = vms.flatMap(vm => vm.interfaces)
  assert.ok(port && other)
  const bytesOf = async (id: string) =>
    (await seen()).interfaces.find(({ interfaceId }) => interfaceId === id)?.bytesReceived ?? 0
  const grows = (id: string, from: number) =>
    until('The counter grows', async () => ((await bytesOf(id)) > from ? true : undefined))
  await grows(port.id, await bytesOf(port.id))

  await paddock.interface.update({ interface: port.id, connected: false })
  const still = await until('The cable is out', async () => {
    const before = await bytesOf(port.id)
    await grows(other.id, await bytesOf(other.id))
    return (await bytesOf(port.id)) === before ? before : undefined
  })
  assert.ok(still > 0)

  await assert.rejects(cloud.b.admin.paddock.lab.traffic({ lab: lab.id }), { code: 'not-found' })
  cloud.hosts[0]?.link.cut()
  await assert.rejects(seen(), { code: 'host-unreachable' })
})

test('an interface moves to another network of its lab, with a free address there or the one asked for (NET-12)', async t => {
  const cloud = await startCloud(t)
  const lab = await cloud.lab({ networks: 2 })
  const { vms, networks } = await lab.view()
  const [first, second] = vms[0]?.interfaces ?? []
  const [one, two] = networks
  assert.ok(first && second && one && two)
  const { paddock } = cloud.a.admin
  await paddock.interface.delete({ interface: second.id })
  const moved = await paddock.interface.update({ interface: first.id, networkId: two.id })
  assert.equal(moved.networkId, two.id)
  assert.match(moved.address, /^10\.2\.0\.\d+$/)
  assert.equal(moved.mac, first.mac)
  const back = await paddock.interface.update({ interface: first.id, networkId: one.id, address: '10.1.0.77' })
  assert.deepEqual([back.networkId, back.address], [one.id, '10.1.0.77'])
  const foreign = (await (await cloud.lab({ tenant: cloud.b })).view()).networks[0]
  assert.ok(foreign)
  await assert.rejects(paddock.interface.update({ interface: first.id, networkId: foreign.id }), { code: 'not-found' })
})
