import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '@paddock/testing'
import { type Installation, install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'

/** One installation for the whole file: its start and the making of images are what costs time. */
let paddock: Installation
const ending: (() => unknown)[] = []
before(async () => {
  paddock = await install({ after: end => void ending.unshift(end as () => unknown) })
  await paddock.template('Tiny Linux')
})
after(async () => {
  for (const end of ending) await end()
})

test('a lab of a template comes up, is worked on, and goes without a trace (LAB-1, LAB-3, LAB-7, LAB-9, BEY-10, BEY-17, BEY-21)', async () => {
  const { tenant } = paddock
  const bare = await paddock.footprint()
  const template = await paddock.template('Tiny Linux')
  const asked = Date.now()
  const lab = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'first',
    templateId: template.id,
    start: true,
  })
  assert.equal(lab.vms.length, 1)
  const running = await becomes(paddock, lab.id, 'running')
  console.log(`template to running: ${Date.now() - asked} ms`)
  const vm = running.vms[0]
  assert.ok(vm)

  // Placement is recorded with its reason, and its process is on that host.
  const host = (await paddock.operator.host.list()).items[0]
  assert.equal(vm.placement?.hostId, host?.id)
  assert.match(vm.placement?.why ?? '', /most free memory/)
  assert.equal((await paddock.operator.host.runs({ host: host?.id ?? '' })).items.length, 1)

  assert.equal((await sh(paddock, vm.id, 'hostname')).trim(), vm.name)
  const seen = await until('the agent tells addresses', async () => {
    const { agent } = await tenant.vm.get({ vm: vm.id })
    return agent.addresses.length > 0 ? agent : undefined
  })
  assert.deepEqual(
    seen.addresses.map(({ mac, address }) => [mac, address]),
    vm.interfaces.map(({ mac, address }) => [mac, address]),
  )

  // Deleted while it runs: it is shut down like any other, and what it wrote is there when it is back (BEY-10).
  await sh(paddock, vm.id, 'echo kept > /root/kept')
  const { trash } = await tenant.lab.delete({ lab: lab.id })
  assert.equal(trash?.name, 'first')
  assert.deepEqual((await tenant.lab.list()).items, [])
  await tenant.trash.restore({ trash: trash?.id ?? '' })
  await becomes(paddock, lab.id, 'stopped')
  await tenant.lab.start({ lab: lab.id })
  await becomes(paddock, lab.id, 'running')
  assert.equal((await sh(paddock, vm.id, 'cat /root/kept')).trim(), 'kept')

  await tenant.lab.delete({ lab: lab.id, now: true })
  await becomes(paddock, lab.id, 'gone')
  await until(
    'nothing is left',
    async () => ((await paddock.footprint()).beyond(bare).length === 0 ? true : undefined),
    {
      seen: () => 'see the difference below',
      withinMs: 15_000,
    },
  ).catch(async () => assert.deepEqual((await paddock.footprint()).beyond(bare), []))
})

test('machines of a template join a running lab, whose machines go on (LAB-4)', async () => {
  const { tenant } = paddock
  const template = await paddock.template('Tiny Linux')
  const lab = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'grows',
    templateId: template.id,
    start: true,
  })
  const first = (await becomes(paddock, lab.id, 'running')).vms[0]
  assert.ok(first)
  await sh(paddock, first.id, 'touch /run/was-here')
  await tenant.lab.add({ lab: lab.id, templateId: template.id, start: true })
  const grown = await becomes(paddock, lab.id, 'running')
  assert.equal(grown.vms.length, 2)
  const second = grown.vms.find(vm => vm.id !== first.id)
  assert.ok(second)
  // Not rebooted: /run is in memory. And the newcomer is on the same network, known by name.
  await sh(paddock, first.id, 'test -e /run/was-here')
  await sh(paddock, second.id, 'true')
  await sh(paddock, first.id, `ping -c 2 -W 5 ${second.name}`)
  await tenant.lab.delete({ lab: lab.id, now: true })
  await becomes(paddock, lab.id, 'gone')
})

test('disks, networks and interfaces are added to and taken from a running machine (LAB-3, LAB-4)', async () => {
  const { tenant } = paddock
  const template = await paddock.template('Tiny Linux')
  const lab = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'plugs',
    templateId: template.id,
    start: true,
  })
  const vm = (await becomes(paddock, lab.id, 'running')).vms[0]
  assert.ok(vm)
  await sh(paddock, vm.id, 'true')
  const disk = await tenant.disk.create({ vm: vm.id, name: 'data', sizeBytes: 64 * 1024 * 1024 })
  const sectors = 'cat /sys/block/[vs]d*/size | sort'
  await until('the guest sees the disk', async () =>
    (await sh(paddock, vm.id, sectors)).split('\n').includes('131072') ? true : undefined,
  )
  const network = await tenant.network.create({ lab: lab.id, name: 'second', cidr: '10.9.0.0/24' })
  const port = await tenant.interface.create({ vm: vm.id, networkId: network.id, address: '10.9.0.77' })
  await until(
    'the guest has a lease on the new network',
    async () => ((await sh(paddock, vm.id, 'ip -4 addr')).includes('10.9.0.77') ? true : undefined),
    { withinMs: 30_000 },
  )
  await tenant.interface.delete({ interface: port.id })
  await until('the interface is gone', async () =>
    (await sh(paddock, vm.id, 'ip link')).includes(port.mac) ? undefined : true,
  )
  await tenant.disk.delete({ disk: disk.id })
  await until('the disk is gone', async () =>
    (await sh(paddock, vm.id, sectors)).split('\n').includes('131072') ? undefined : true,
  )
  await tenant.network.delete({ network: network.id })
  assert.equal((await tenant.lab.get({ lab: lab.id })).state, 'running')
  await tenant.lab.delete({ lab: lab.id, now: true })
  await becomes(paddock, lab.id, 'gone')
})
