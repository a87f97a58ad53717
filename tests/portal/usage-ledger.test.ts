import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { RunId } from '@paddock/model'
import { type Cloud, startCloud, until } from '@paddock/testing'

const eventsOf = (cloud: Cloud, lab: string) =>
  cloud.database.ofEveryone(tx =>
    tx
      .selectFrom('usage_events')
      .selectAll()
      .where('lab_id', '=', lab as never)
      .where('kind', '<>', 'moved')
      .orderBy('seq')
      .execute(),
  )

test('what a lab takes is in the ledger from its first disk to its last, once, whoever dies meanwhile (PRJ-2)', async t => {
  const cloud = await startCloud(t)
  const lab = await cloud.lab({ name: 'Billed', vms: 2 })
  const { paddock } = cloud.a.admin
  const [vm] = (await lab.view()).vms
  assert.ok(vm)
  await paddock.vm.update({ vm: vm.id, cores: 2, memoryMiB: 128 })
  await lab.start()
  const running = await lab.becomes('running')
  const told = async () =>
    (await eventsOf(cloud, lab.id)).map(({ kind, vcpus, vm_id }) => `${kind} ${vcpus} ${vm_id !== null}`)
  const begun = ['stored 0 true', 'stored 0 true', 'started 1 true', 'started 2 true']
  assert.deepEqual((await told()).sort(), [...begun].sort())

  // The same is reported again to whoever comes next, and changes nothing.
  await cloud.restart()
  cloud.hosts[0]?.link.cut()
  cloud.hosts[0]?.link.join()
  await lab.becomes('running')
  assert.deepEqual((await told()).sort(), [...begun].sort())

  await lab.stop()
  await lab.becomes('stopped')
  const disk = running.vms[0]?.disks[0]
  assert.ok(disk)
  await paddock.disk.update({ disk: disk.id, sizeBytes: disk.sizeBytes * 2 })
  await lab.delete()
  await lab.isGone()
  const events = await eventsOf(cloud, lab.id)
  const kinds = Object.fromEntries(
    Object.entries(Object.groupBy(events, event => event.kind)).map(([kind, all]) => [kind, all?.length]),
  )
  assert.deepEqual(kinds, { stored: 3, started: 2, stopped: 2, removed: 2 })
  for (const start of events.filter(({ kind }) => kind === 'started')) {
    const end = events.find(({ kind, thing_id }) => kind === 'stopped' && thing_id === start.thing_id)
    assert.ok(end && end.at >= start.at, 'a run ends after it began')
    assert.equal(
      start.at.toISOString(),
      running.vms.find(one => one.id === start.vm_id)?.startedAt,
      'it counts from its host’s own moment',
    )
  }
  assert.ok(
    events.every(
      event => event.lab_name === 'Billed' && event.tenant_id === cloud.a.id && event.user_id === cloud.a.admin.id,
    ),
  )
})

test('the ledger can’t be changed, and a tenant sees its own part of it only (TEN-2)', async t => {
  const cloud = await startCloud(t)
  await cloud.lab()
  await cloud.lab({ tenant: cloud.b })
  for (const text of ['update usage_events set vcpus = 0', 'delete from usage_events', 'truncate usage_events'])
    await assert.rejects(cloud.database.pool.query(text), /never changed/)
  const seen = await cloud.database.ofTenant(cloud.b.id, tx =>
    tx.selectFrom('usage_events').select('tenant_id').execute(),
  )
  assert.ok(seen.length > 0 && seen.every(event => event.tenant_id === cloud.b.id))
  const { rows } = await cloud.database.pool.query('select count(*)::int as n from usage_events')
  assert.deepEqual(rows, [{ n: 0 }])
})

test('a host that comes back restarted bills nothing of the time in which nobody heard of it', async t => {
  const cloud = await startCloud(t)
  const lab = await cloud.lab()
  cloud.hosts[0]?.link.cut()
  const [vm] = (await lab.view()).vms
  assert.ok(vm)
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  await cloud.database.ofEveryone(async tx => {
    const { id: host_id } = await tx.selectFrom('hosts').select('id').executeTakeFirstOrThrow()
    const id = randomUUID() as RunId
    const run = { id, tenant_id: cloud.a.id, lab_id: lab.id, vm_id: vm.id, host_id, created_at: ago(120) }
    await tx.insertInto('runs').values(run).execute()
    await tx
      .updateTable('runs')
      .set({ power: 'running', started_at: ago(60) })
      .execute()
    await tx
      .updateTable('hosts')
      .set({ seen_at: ago(30) })
      .execute()
    await tx.updateTable('hosts').set({ seen_at: new Date() }).execute()
    await tx
      .updateTable('runs')
      .set({ power: 'ended', end_reason: 'host-restarted', ended_at: ago(0) })
      .execute()
  })
  const events = await eventsOf(cloud, lab.id)
  const [start, end] = ['started', 'stopped'].map(kind => events.find(event => event.kind === kind)?.at.getTime() ?? 0)
  assert.ok(start && end && Math.abs(end - start - 30 * 60_000) < 10_000, `${start} to ${end}`)
})

test('bytes count once, whatever their counters do, and are kept when their network goes (BEY-12)', async t => {
  const cloud = await startCloud(t)
  const lab = await cloud.lab()
  const [network] = (await lab.view()).networks
  assert.ok(network)
  const [host] = await cloud.database.ofEveryone(tx => tx.selectFrom('hosts').select('id').execute())
  assert.ok(host)
  const count = (bytes_in: number) =>
    cloud.database.ofEveryone(async tx => {
      await tx
        .insertInto('network_meters')
        .values({
          network_id: network.id,
          tenant_id: cloud.a.id,
          lab_id: lab.id,
          host_id: host.id,
          bytes_in,
          bytes_out: 0,
        })
        .onConflict(conflict => conflict.column('network_id').doUpdateSet({ bytes_in, bytes_out: 0 }))
        .execute()
    })
  // The same again is nothing; 300 after 1,000 is a new counter.
  for (const bytes of [400, 1_000, 1_000, 300, 500]) await count(bytes)
  await lab.delete()
  await lab.isGone()
  const moved = await cloud.database.ofEveryone(tx =>
    tx.selectFrom('usage_events').select(['bytes_in', 'lab_id']).where('kind', '=', 'moved').execute(),
  )
  assert.deepEqual(moved, [{ bytes_in: 1_500, lab_id: lab.id }])
})

test('sessions count while they last, and the running of machines reaches the meters by itself (SUB-5)', async t => {
  const cloud = await startCloud(t)
  const mia = await cloud.a.person({ name: 'mia', inProject: 'member' })
  await mia.paddock.session.delete()
  const events = await cloud.database.ofEveryone(tx =>
    tx
      .selectFrom('usage_events')
      .select(['kind', 'sessions', 'user_name'])
      .where('user_id', '=', mia.id)
      .orderBy('seq')
      .execute(),
  )
  assert.deepEqual(events, [
    { kind: 'signed-in', sessions: 1, user_name: 'mia' },
    { kind: 'signed-out', sessions: 0, user_name: 'mia' },
  ])
  const lab = await cloud.lab()
  await lab.start()
  await lab.becomes('running')
  // Its host looks at the counters every 5 s, and tells them with the next news: here, that it has taken up a network.
  await pause(6_000)
  await cloud.a.admin.paddock.network.create({ lab: lab.id, name: 'more', cidr: '10.99.0.0/24' })
  await until('The meter is there', async () => {
    const meters = await cloud.database.ofEveryone(tx => tx.selectFrom('network_meters').select('bytes_in').execute())
    return meters.some(({ bytes_in }) => bytes_in > 0) ? true : undefined
  })
})
