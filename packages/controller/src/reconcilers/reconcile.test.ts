import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { instant, simulatedHost, simulatedHostId } from '@paddock/drivers'
import { linkInProcess } from '@paddock/host-api'
import { type Caller, idsFrom, type LabId, type LayerId, labSpec, Problem } from '@paddock/model'
import { hosts, labs, listen, openDatabase, snapshots, type Tx, vms } from '@paddock/store'
import { startDatabase } from '@paddock/testing'
import { sql } from 'kysely'
import { hostRegistry } from '../hosts/registry.ts'
import { copyLab, makeCopies } from '../lab/copy.ts'
import { createLab } from '../lab/create.ts'
import { deleteLab } from '../lab/delete.ts'
import { powerLabOff, startLab, stopLab } from '../lab/power.ts'
import { resumeLab, suspendLab } from '../lab/suspend.ts'
import { labView, labViews } from '../lab/view.ts'
import { revertLab } from '../snapshot/revert.ts'
import { takeSnapshot } from '../snapshot/take.ts'
import { snapshotViews } from '../snapshot/view.ts'
import { dispose } from '../trash/dispose.ts'
import { deleteVm } from '../vm/delete.ts'
import { suspendVm } from '../vm/power.ts'
import { updateVm } from '../vm/update.ts'
import { startReconcilers } from './index.ts'
import { emptyTrash } from './trash.ts'

const clock = () => new Date()
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000)
const newId = idsFrom(clock, bytes => crypto.getRandomValues(bytes))
const needs = { clock, newId, random: (bytes: Uint8Array) => void crypto.getRandomValues(bytes) }
const log = { info() {}, error: (fields: object, event: string) => console.error(event, fields) }

async function begin(t: TestContext) {
  const server = await startDatabase()
  const database = openDatabase({ connectionString: server.url })
  const sim = simulatedHost({ host: simulatedHostId(1), name: 'sim-1', latencies: instant })
  await sim.host.start()
  const caller = {
    user: newId<'user'>(),
    name: 'ada',
    tenant: newId<'tenant'>(),
    role: 'administrator',
    projects: new Map(),
  } as Caller & { tenant: NonNullable<Caller['tenant']> }
  const project = newId<'project'>()
  const layer = newId<'layer'>()
  await database.ofEveryone(async tx => {
    await tx.insertInto('tenants').values({ id: caller.tenant, slug: 'a', name: 'A' }).execute()
    await tx
      .insertInto('users')
      .values({ id: caller.user, tenant_id: caller.tenant, email: 'ada@a.test', name: 'ada', password_hash: '' })
      .execute()
    await tx.insertInto('projects').values({ id: project, tenant_id: caller.tenant, name: 'p' }).execute()
    await tx.insertInto('layers').values({ id: layer, kind: 'disk', format: 'qcow2', recipe: 'tiny' }).execute()
  })
  let wake: (host: string) => void = () => {}
  const registry = hostRegistry({ database, log, wake: host => wake(host) })
  const reconcilers = startReconcilers({
    database,
    hosts: registry,
    newId,
    clock: () => new Date(),
    log,
    layerGraceSeconds: 0,
    clockEveryMs: 100,
    mergeEveryMs: 100,
  })
  wake = host => reconcilers.wake({ host: host as never })
  const listening = listen(database, {
    changed: change =>
      reconcilers.wake(
        change.kind === 'lab' ? { lab: change.id } : change.kind === 'layer' ? { layer: change.id } : {},
      ),
    began: () => reconcilers.wake('everywhere'),
    lost() {},
  })
  let link = linkInProcess({ host: sim.host, events: registry.events })
  for (let known = false; !known; )
    known = await database.ofEveryone(
      async tx => (await tx.selectFrom('hosts').select('facts').execute())[0]?.facts != null,
    )
  t.after(async () => {
    link.close()
    await listening.close()
    await reconcilers.close()
    await registry.close()
    await sim.host.close()
    await database.close()
    await server.stop()
  })
  const spec = labSpec.parse({
    networks: [{ name: 'front', cidr: '10.0.0.0/24' }],
    vms: ['web', 'db', 'client'].map(name => ({
      name,
      disks: [{ name: 'root', source: { kind: 'layer', layer } }],
      interfaces: [{ network: 'front' }],
    })),
  })
  const change = <T>(work: Parameters<typeof database.as<T>>[1]) => database.as(caller, work)
  const becomes = async (id: string, state: string) => {
    let seen = ''
    for (let tries = 0; tries < 100; tries += 1) {
      const [shown] = await database.as(caller, tx => labViews(tx, { ids: [id as never] }, clock()))
      seen = shown?.state ?? 'gone'
      if (seen === state) return
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    assert.equal(seen, state)
  }
  const goAway = async () => {
    link.close()
    await database.ofEveryone(tx =>
      tx
        .updateTable('hosts')
        .set({ seen_at: ago(60) })
        .execute(),
    )
  }
  const comeBack = () => {
    link = linkInProcess({ host: sim.host, events: registry.events })
  }
  return { database, sim, caller, project, layer: layer as LayerId, spec, change, becomes, goAway, comeBack }
}

test('a lab is created, started, copied while it runs, stopped and deleted, and nothing is left of it (LAB-1, LAB-3, LAB-10)', async t => {
  const { database, sim, caller, project, spec, change, becomes } = await begin(t)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: true }),
  )
  await becomes(id, 'running')
  assert.equal(sim.state.runs.size, 3)
  const view = await database.as(caller, tx => labView(tx, id, clock()))
  assert.match(view.vms[0]?.placement?.why ?? '', /most free memory/)

  const copies = await change(async tx =>
    copyLab(needs, tx, caller, await labs.one(tx, caller, id, 'lab.create', { lock: true }), {
      copies: [{ name: 'c1' }, { name: 'c2' }],
      start: true,
      memory: false,
    }),
  )
  for (const copy of copies) await becomes(copy, 'running')
  await becomes(id, 'running')
  const addresses = (lab: typeof view) =>
    lab.vms.flatMap(vm => vm.interfaces.map(port => `${port.mac} ${port.address}`))
  for (const copy of copies)
    assert.deepEqual(addresses(await database.as(caller, tx => labView(tx, copy, clock()))), addresses(view))

  await change(async tx => stopLab(needs, tx, await labs.one(tx, caller, id, 'lab.operate', { lock: true }), 30))
  await becomes(id, 'stopped')
  await change(async tx => startLab(needs, tx, await labs.one(tx, caller, id, 'lab.operate', { lock: true })))
  await becomes(id, 'running')
  await change(async tx => powerLabOff(needs, tx, await labs.one(tx, caller, id, 'lab.operate', { lock: true })))
  await becomes(id, 'stopped')

  for (const lab of [id, ...copies])
    await change(async tx => deleteLab(tx, await labs.one(tx, caller, lab, 'lab.delete', { lock: true })))
  for (const lab of [id, ...copies]) await becomes(lab, 'gone')
  const left = async () =>
    database.ofEveryone(async tx => [
      (await tx.selectFrom('volumes').select('id').execute()).length,
      (await tx.selectFrom('runs').select('id').execute()).length,
      (await tx.selectFrom('layers').select('id').execute()).length,
    ])
  for (let tries = 0; tries < 200 && (sim.state.layers.size > 1 || (await left())[2] !== 1); tries += 1)
    await new Promise(resolve => setTimeout(resolve, 100))
  assert.deepEqual(await left(), [0, 0, 1], 'only the library’s own layer is left')
  assert.deepEqual([sim.state.runs.size, sim.state.fences.size, sim.state.volumes.size], [0, 0, 0])
})

test('a start waits for a host that is away, and ends with a reason when the host stays away', async t => {
  const { database, caller, project, spec, change, becomes, goAway, comeBack } = await begin(t)
  const create = (name: string) =>
    change(tx => createLab(needs, tx, caller, { projectId: project, name, description: '', spec, start: true }))
  await goAway()
  const waiting = await create('waiting')
  await becomes(waiting, 'starting')
  const steps = async () => (await database.as(caller, tx => labView(tx, waiting, clock()))).vms.map(vm => vm.step)
  for (let tries = 0; tries < 100 && (await steps())[0] === ''; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual(await steps(), ['Waiting for its host', 'Waiting for its host', 'Waiting for its host'])
  comeBack()
  await becomes(waiting, 'running')

  await goAway()
  const given = await create('given up')
  await becomes(given, 'starting')
  await database.ofEveryone(tx =>
    tx
      .updateTable('runs')
      .set({ created_at: ago(3) })
      .where('lab_id', '=', given)
      .execute(),
  )
  await becomes(given, 'failed')
  const { reason } = await database.as(caller, tx => labView(tx, given, clock()))
  assert.equal(reason?.code, 'no-capacity')
  assert.match(reason?.message ?? '', /online/)
})

test('a lab that is down is snapshotted at once, copied from there, and reverted to it (SNP-1, SNP-4, LIB-11)', async t => {
  const { database, caller, project, spec, change, becomes } = await begin(t)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: true }),
  )
  await becomes(id, 'running')
  await change(async tx => powerLabOff(needs, tx, await labs.one(tx, caller, id, 'lab.operate', { lock: true })))
  await becomes(id, 'stopped')
  const granted = (tx: Tx) => labs.one(tx, caller, id, 'lab.snapshot', { lock: true })
  const wish = { name: 'first', description: '', memory: true }
  const first = await change(async tx => takeSnapshot(needs, tx, caller, await granted(tx), wish))
  const view = () => database.as(caller, tx => labView(tx, id, clock()))
  const before = await view()
  assert.equal(before.snapshotId, first.id)

  const [web, db] = before.vms
  assert.ok(web && db)
  await change(async tx => deleteVm(tx, await vms.one(tx, caller, db.id, 'lab.edit', { lock: true })))
  await change(async tx =>
    updateVm(needs, tx, await vms.one(tx, caller, web.id, 'lab.edit', { lock: true }), { name: 'renamed', cores: 4 }),
  )
  await becomes(id, 'stopped')
  for (let tries = 0; tries < 100 && (await view()).vms.length === 3; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual((await view()).vms.map(vm => vm.name).sort(), ['client', 'renamed'])

  await change(async tx => revertLab(needs, tx, caller, await granted(tx), first.id))
  await becomes(id, 'stopped')
  const after = await view()
  const known = (lab: typeof before) =>
    lab.vms.map(({ id, name, cores, disks, interfaces }) => ({
      ...{ id, name, cores },
      disks: disks.map(disk => disk.id),
      ports: interfaces.map(({ id, mac, address, networkId }) => ({ id, mac, address, networkId })),
    }))
  assert.deepEqual(
    known(after).sort((a, b) => (a.id < b.id ? -1 : 1)),
    known(before).sort((a, b) => (a.id < b.id ? -1 : 1)),
  )
  await change(async tx => startLab(needs, tx, await labs.one(tx, caller, id, 'lab.operate', { lock: true })))
  await becomes(id, 'running')

  const second = await change(async tx => snapshots.one(tx, caller, first.id, 'lab.create', { lock: true }))
  const [copy] = await change(tx =>
    makeCopies(
      needs,
      tx,
      caller,
      { lab: second.lab, content: second.content, snapshot: second.id, boot: 'all' },
      { copies: [{ name: 'copy' }], start: true },
    ),
  )
  await becomes(copy ?? '', 'running')
})

test('a lab that runs is kept with its memory; copies and the lab itself go on from there (SNP-3, SNP-4, BEY-1, BEY-3, BEY-4)', async t => {
  const { database, sim, caller, project, spec, change, becomes } = await begin(t)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: true }),
  )
  await becomes(id, 'running')
  const granted = (tx: Tx) => labs.one(tx, caller, id, 'lab.snapshot', { lock: true })
  const wish = { name: 'in flight', description: '', memory: true }
  const taken = await change(async tx => takeSnapshot(needs, tx, caller, await granted(tx), wish))
  // Asked for while it is being taken: they wait for it.
  const row = await change(tx => snapshots.one(tx, caller, taken.id, 'lab.create', { lock: true }))
  const original = { lab: row.lab, content: row.content, snapshot: row.id, boot: 'what ran' } as const
  const [copy = '' as LabId] = await change(tx =>
    makeCopies(needs, tx, caller, original, { copies: [{ name: 'copy' }], start: true }),
  )
  await becomes(copy, 'running')
  const [view] = await database.as(caller, async tx =>
    snapshotViews(tx, caller, [await snapshots.one(tx, caller, taken.id, 'lab.view')]),
  )
  assert.equal(view?.state, 'taken')
  assert.ok(view.vms.every(vm => vm.ran && vm.memory && vm.pauseMs !== null))
  assert.equal(view.copyCount, 1)
  assert.ok([...sim.state.runs.values()].length >= 6)

  await change(async tx => revertLab(needs, tx, caller, await granted(tx), taken.id))
  await becomes(id, 'reverting')
  await becomes(id, 'running')
  // Spent: the next start boots.
  const memories = () =>
    database.ofEveryone(tx => tx.selectFrom('vms').select('id').where('memory_layer_id', 'is not', null).execute())
  for (let tries = 0; tries < 100 && (await memories()).length > 0; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual(await memories(), [])

  const [still = '' as LabId] = await change(tx =>
    makeCopies(needs, tx, caller, original, { copies: [{ name: 'still' }], start: false }),
  )
  await becomes(still, 'suspended')
  await change(async tx => startLab(needs, tx, await labs.one(tx, caller, still, 'lab.operate', { lock: true })))
  await becomes(still, 'running')

  await change(async tx => snapshots.remove(tx, await snapshots.one(tx, caller, taken.id, 'lab.snapshot')))
  for (const lab of [id, copy, still])
    await change(async tx => deleteLab(tx, await labs.one(tx, caller, lab, 'lab.delete', { lock: true })))
  for (const lab of [id, copy, still]) await becomes(lab, 'gone')
  const left = async () =>
    database.ofEveryone(async tx => [
      (await tx.selectFrom('volumes').select('id').execute()).length,
      (await tx.selectFrom('snapshot_layers').select('layer_id').execute()).length,
      (await tx.selectFrom('layers').select('id').execute()).length,
    ])
  for (let tries = 0; tries < 200 && (await left())[2] !== 1; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 100))
  assert.deepEqual(await left(), [0, 0, 1], 'only the library’s own layer is left')
})

test('a lab is suspended, takes nothing of its host, is copied so, and goes on (LIB-6, LAB-2)', async t => {
  const { database, sim, caller, project, spec, change, becomes } = await begin(t)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: true }),
  )
  await becomes(id, 'running')
  const operated = (tx: Tx) => labs.one(tx, caller, id, 'lab.operate', { lock: true })
  await change(async tx => suspendLab(needs, tx, await operated(tx)))
  assert.equal((await database.as(caller, tx => labView(tx, id, clock()))).state, 'suspending')
  await becomes(id, 'suspended')
  const alive = () => [...sim.state.runs.values()].filter(run => run.power !== 'ended')
  assert.deepEqual(alive(), [])
  const { rows } = await database.ofEveryone(tx =>
    sql<{ vms: number }>`select running_vms::int as vms from quota_stock where lab_id = ${id}`.execute(tx),
  )
  assert.deepEqual(rows, [{ vms: 0 }])
  // Again, and nothing happens.
  await change(async tx => suspendLab(needs, tx, await operated(tx)))

  const [copy = '' as LabId] = await change(async tx =>
    copyLab(needs, tx, caller, await labs.one(tx, caller, id, 'lab.create', { lock: true }), {
      copies: [{ name: 'copy' }],
      start: true,
      memory: false,
    }),
  )
  await becomes(copy, 'running')
  await becomes(id, 'suspended')
  await change(async tx => resumeLab(needs, tx, await operated(tx)))
  await becomes(id, 'running')
  assert.equal(alive().length, 6)
  assert.ok(alive().every(run => run.machine.memory !== null))

  // One of its machines alone; the power goes off meanwhile, and what was asked for last counts.
  const [first] = (await database.as(caller, tx => labView(tx, id, clock()))).vms
  assert.ok(first)
  const vm = (tx: Tx) => vms.one(tx, caller, first.id, 'lab.operate', { lock: true })
  await change(async tx => suspendVm(needs, tx, await vm(tx)))
  await becomes(id, 'mixed')
  await change(async tx => startLab(needs, tx, await operated(tx)))
  await becomes(id, 'running')
  await change(async tx => {
    await suspendLab(needs, tx, await operated(tx))
    await powerLabOff(needs, tx, await operated(tx))
  })
  await becomes(id, 'stopped')
  for (const lab of [id, copy])
    await change(async tx => deleteLab(tx, await labs.one(tx, caller, lab, 'lab.delete', { lock: true })))
  for (const lab of [id, copy]) await becomes(lab, 'gone')
  assert.deepEqual(sim.state.violations, [])
  assert.deepEqual(await database.ofEveryone(tx => tx.selectFrom('suspensions').select('id').execute()), [])
})

test('a lab that cannot be suspended runs on and says why', async t => {
  const { database, sim, caller, project, spec, change, becomes } = await begin(t)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: true }),
  )
  await becomes(id, 'running')
  sim.faults.fail('machines.snapshot.write', 1, new Problem('no-capacity', 'The host’s disk has no room.'))
  await change(async tx => suspendLab(needs, tx, await labs.one(tx, caller, id, 'lab.operate', { lock: true })))
  await becomes(id, 'running')
  const view = await database.as(caller, tx => labView(tx, id, clock()))
  assert.match(view.reason?.message ?? '', /could not be suspended. The host’s disk has no room/)
  assert.deepEqual(sim.state.memories.size, 0)
})

test('a lab is not reverted to a snapshot of some of its machines, which would cost it the others (SNP-1)', async t => {
  const { database, caller, project, spec, change, becomes } = await begin(t)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: false }),
  )
  const { vms: machines } = await database.as(caller, tx => labView(tx, id, clock()))
  const granted = (tx: Tx) => labs.one(tx, caller, id, 'lab.snapshot', { lock: true })
  const wish = { name: 'one', description: '', memory: false, vmIds: machines.slice(0, 1).map(vm => vm.id) }
  const { id: part } = await change(async tx => takeSnapshot(needs, tx, caller, await granted(tx), wish))
  await assert.rejects(
    change(async tx => revertLab(needs, tx, caller, await granted(tx), part)),
    /of some machines only/,
  )
  const shown = () => database.as(caller, tx => labView(tx, id, clock()))
  assert.equal((await shown()).vms.length, 3)

  // One that was removed and has come back with a whole snapshot is as old as it was.
  const last = machines[2]?.id ?? assert.fail()
  const all = { name: 'all', description: '', memory: false }
  const { id: whole } = await change(async tx => takeSnapshot(needs, tx, caller, await granted(tx), all))
  await change(async tx => deleteVm(tx, await vms.one(tx, caller, last, 'lab.edit', { lock: true })))
  for (let tries = 0; tries < 100 && (await shown()).vms.length > 2; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
  assert.equal((await shown()).vms.length, 2)
  await change(async tx => revertLab(needs, tx, caller, await granted(tx), whole))
  await becomes(id, 'stopped')
  const back = (await shown()).vms.find(vm => vm.id === last)
  assert.equal(back?.createdAt, machines[2]?.createdAt)
  await assert.rejects(
    change(async tx => revertLab(needs, tx, caller, await granted(tx), part)),
    /of some machines only/,
  )
})

test('a machine whose host’s disk is full is shown as paused with the reason, and no snapshot of it is begun (STO-2)', async t => {
  const { database, caller, project, spec, change, becomes } = await begin(t)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: true }),
  )
  await becomes(id, 'running')
  const [vm] = (await database.as(caller, tx => labView(tx, id, clock()))).vms
  const trouble = { code: 'disk-full', message: 'The host’s disk is full.' } as const
  await database.ofEveryone(tx =>
    tx
      .updateTable('runs')
      .set({ trouble })
      .where('vm_id', '=', vm?.id ?? assert.fail())
      .execute(),
  )
  const shown = await database.as(caller, tx => labView(tx, id, clock()))
  assert.equal(shown.state, 'paused')
  const paused = shown.vms.find(one => one.id === vm?.id)
  assert.equal(paused?.state, 'paused')
  assert.deepEqual(paused?.reason, trouble)
  await assert.rejects(
    change(async tx =>
      takeSnapshot(needs, tx, caller, await labs.one(tx, caller, id, 'lab.snapshot', { lock: true }), {
        name: 'x',
        description: '',
        memory: true,
      }),
    ),
    { code: 'disk-full' },
  )
})

test('what was long enough in the trash is removed for good, and nothing that was not (BEY-10)', async t => {
  const { database, caller, project, spec, change, becomes } = await begin(t)
  const make = (name: string) =>
    change(tx => createLab(needs, tx, caller, { projectId: project, name, description: '', spec, start: true }))
  const [old, recent, kept] = [await make('old'), await make('recent'), await make('kept')]
  for (const lab of [old, recent, kept]) await becomes(lab, 'running')
  const trash = (days: number, thing: (tx: Tx) => Promise<Parameters<typeof dispose>[3]>) =>
    change(async tx => dispose({ ...needs, settings: { trashDays: days } }, tx, caller, await thing(tx)))
  const lab = (id: LabId) => async (tx: Tx) =>
    ({ kind: 'lab', lab: await labs.one(tx, caller, id, 'lab.delete', { lock: true }), now: false }) as const
  const held = await change(async tx =>
    takeSnapshot(needs, tx, caller, await labs.one(tx, caller, kept, 'lab.snapshot', { lock: true }), {
      name: 'held',
      description: '',
      memory: false,
    }),
  )
  const taken = () => database.as(caller, tx => snapshots.one(tx, caller, held.id, 'lab.view'))
  for (let tries = 0; tries < 100 && (await taken()).state !== 'taken'; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
  await trash(1, lab(old))
  await trash(3, lab(recent))
  await trash(
    1,
    async tx =>
      ({ kind: 'snapshot', snapshot: await snapshots.one(tx, caller, held.id, 'lab.snapshot'), now: false }) as const,
  )
  const left = () =>
    database.ofEveryone(async tx => ({
      labs: (await tx.selectFrom('labs').select('name').orderBy('name').execute()).map(row => row.name),
      snapshots: (await tx.selectFrom('snapshots').select('id').execute()).length,
      trash: (await tx.selectFrom('trash').select('name').execute()).map(row => row.name),
    }))
  assert.deepEqual((await left()).labs, ['kept', 'old', 'recent'])
  // Two controllers at once do it once.
  const later = new Date(Date.now() + 2 * 86_400_000)
  await Promise.all([emptyTrash(database, later), emptyTrash(database, later)])
  for (let tries = 0; tries < 100 && (await left()).labs.length > 2; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
  assert.deepEqual(await left(), { labs: ['kept', 'recent'], snapshots: 0, trash: ['recent'] })
  await becomes(kept, 'running')
  assert.deepEqual(await trash(0, lab(kept)), { trash: null }, 'an installation that keeps nothing has no trash')
})

test('layers of deleted snapshots are merged in the background, and those that snapshots and copies name are not touched (SNP-1, STO-2)', async t => {
  const { database, caller, project, spec, change, becomes } = await begin(t)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: true }),
  )
  await becomes(id, 'running')
  const granted = (tx: Tx) => labs.one(tx, caller, id, 'lab.snapshot', { lock: true })
  const taken = async (name: string) => {
    const wish = { name, description: '', memory: false }
    const { id: snapshot } = await change(async tx => takeSnapshot(needs, tx, caller, await granted(tx), wish))
    for (let tries = 0; tries < 100; tries += 1) {
      const { state } = await database.as(caller, tx => snapshots.one(tx, caller, snapshot, 'lab.view'))
      if (state === 'taken') break
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return snapshot
  }
  const all: Awaited<ReturnType<typeof taken>>[] = []
  for (const name of ['first', 'second', 'third', 'fourth']) all.push(await taken(name))
  const rows = () =>
    database.ofEveryone(tx =>
      tx
        .selectFrom('layers')
        .leftJoin('snapshot_layers', 'snapshot_layers.layer_id', 'layers.id')
        .select(['layers.id', 'layers.parent_id', 'layers.merging', 'layers.recipe', 'snapshot_layers.snapshot_id'])
        .execute(),
    )
  assert.equal((await rows()).length, 1 + 4 * 3)
  // The second stays, between layers that go.
  for (const at of [0, 2])
    await change(async tx =>
      snapshots.remove(tx, await snapshots.one(tx, caller, all[at] ?? assert.fail(), 'lab.snapshot')),
    )
  for (let tries = 0; tries < 200 && (await rows()).length !== 1 + 2 * 3; tries += 1)
    await new Promise(resolve => setTimeout(resolve, 50))
  const left = await rows()
  assert.equal(left.length, 1 + 2 * 3)
  const base = left.find(({ recipe }) => recipe !== null)?.id
  const ofSnapshot = (at: number) => left.filter(({ snapshot_id }) => snapshot_id === all[at])
  assert.deepEqual(new Set(ofSnapshot(1).map(({ parent_id }) => parent_id)), new Set([base]))
  assert.deepEqual(
    new Set(ofSnapshot(3).map(({ parent_id }) => parent_id)),
    new Set(ofSnapshot(1).map(layer => layer.id)),
  )
  assert.ok(left.every(({ merging }) => !merging))
  await becomes(id, 'running')
})

test('a merge that fails is told to the operator at its host, and harms nobody (STO-2)', async t => {
  const { database, sim, caller, project, spec, change, becomes } = await begin(t)
  sim.faults.fail('volumes.mergeLayer', Number.POSITIVE_INFINITY)
  const id = await change(tx =>
    createLab(needs, tx, caller, { projectId: project, name: 'shop', description: '', spec, start: true }),
  )
  await becomes(id, 'running')
  const taken = async () => {
    const wish = { name: 'one of two', description: '', memory: false }
    const { id: snapshot } = await change(async tx =>
      takeSnapshot(needs, tx, caller, await labs.one(tx, caller, id, 'lab.snapshot', { lock: true }), wish),
    )
    for (let tries = 0; tries < 100; tries += 1) {
      const { state } = await database.as(caller, tx => snapshots.one(tx, caller, snapshot, 'lab.view'))
      if (state === 'taken') break
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return snapshot
  }
  const first = await taken()
  await taken()
  await change(async tx => snapshots.remove(tx, await snapshots.one(tx, caller, first, 'lab.snapshot')))
  const operator = { ...caller, tenant: null, role: null } as Caller
  const troubles = async () => {
    const { rows } = await database.ofEveryone(tx => hosts.page(tx, operator, { limit: 10 }))
    return rows.flatMap(row => row.troubles)
  }
  let told: Awaited<ReturnType<typeof troubles>> = []
  for (let tries = 0; tries < 200 && told.length === 0; tries += 1) {
    told = await troubles()
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  assert.match(told[0]?.message ?? '', /could not be merged.*tried again/)
  assert.equal(told.length, 1)
  await becomes(id, 'running')
})
