import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { instant, simulatedHost, simulatedHostId } from '@paddock/drivers'
import { linkInProcess } from '@paddock/host-api'
import { type Caller, idsFrom, type LayerId, labSpec } from '@paddock/model'
import { labs, listen, openDatabase } from '@paddock/store'
import { startDatabase } from '@paddock/testing'
import { hostRegistry } from '../hosts/registry.ts'
import { copyLab } from '../lab/copy.ts'
import { createLab } from '../lab/create.ts'
import { deleteLab } from '../lab/delete.ts'
import { powerLabOff, startLab, stopLab } from '../lab/power.ts'
import { labView, labViews } from '../lab/view.ts'
import { startReconcilers } from './index.ts'

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
  const reconcilers = startReconcilers({ database, hosts: registry, log, layerGraceSeconds: 0, clockEveryMs: 100 })
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
