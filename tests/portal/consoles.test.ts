import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { type Cloud, startCloud, until } from '@paddock/testing'
import { type Door, enter, knock } from './support/viewer.ts'

const open = (cloud: Cloud, { path, headers }: Pick<Door, 'path' | 'headers'>) =>
  knock({ url: cloud.url, path, headers })
const opened = (cloud: Cloud, { path, headers }: Pick<Door, 'path' | 'headers'>) =>
  enter({ url: cloud.url, path, headers })

async function running(t: TestContext) {
  const cloud = await startCloud(t)
  const lab = await cloud.lab()
  await lab.start()
  const [vm] = (await lab.becomes('running')).vms
  assert.ok(vm)
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  return { cloud, lab, vm, bearer, screen: `/v1/vms/${vm.id}/screen`, serial: `/v1/vms/${vm.id}/serial` }
}

test('a screen and a serial port are opened by whoever may, and that is on record', async t => {
  const { cloud, vm, bearer, screen, serial } = await running(t)
  const headers = bearer(cloud.a.admin.token)
  const rfb = await opened(cloud, { path: screen, headers })
  await until('The screen speaks RFB', () =>
    rfb.received().toString('latin1').startsWith('RFB 003.008\n') ? true : undefined,
  )
  rfb.socket.send(Buffer.from('RFB 003.008\n'))
  await until('The screen offers its security types', () => (rfb.received().length > 12 ? true : undefined))
  const port = await opened(cloud, { path: serial, headers })
  port.socket.send('\r')
  await until('The serial port answers', () => (port.received().length > 0 ? true : undefined))
  for (const { socket, closed } of [rfb, port]) {
    socket.close()
    await closed
  }
  const records = await until('The ends are on record too', async () => {
    const { items } = await cloud.a.admin.paddock.audit.list({ subject: vm.id })
    return items.length === 4 ? items : undefined
  })
  assert.deepEqual(records.map(({ action, outcome, subject }) => [action, outcome, subject?.name]).sort(), [
    ['vm.screen', 'done', 'vm-1'],
    ['vm.screen-closed', 'done', 'vm-1'],
    ['vm.serial', 'done', 'vm-1'],
    ['vm.serial-closed', 'done', 'vm-1'],
  ])
  for (const kind of ['vm.screen', 'vm.serial']) {
    const pair = records.filter(({ action }) => action.startsWith(kind))
    assert.equal(
      new Set(pair.map(({ requestId }) => requestId)).size,
      1,
      'the two records of one console belong together',
    )
  }
})

test('no console for strangers, other tenants, other sites, or of a machine that is off', async t => {
  const { cloud, lab, bearer, screen } = await running(t)
  const refusal = (headers: Record<string, string>) => open(cloud, { path: screen, headers })
  assert.deepEqual(await refusal({}), { status: 401, code: 'not-signed-in' })
  assert.deepEqual(await refusal(bearer(cloud.b.admin.token)), { status: 404, code: 'not-found' })
  const nobody = await cloud.a.person({ name: 'nobody' })
  assert.deepEqual(await refusal(bearer(nobody.token)), { status: 403, code: 'not-allowed' })
  const cookie = { cookie: `paddock_session=${cloud.a.admin.token}` }
  assert.deepEqual(await refusal({ ...cookie, origin: 'https://evil.example' }), { status: 403, code: 'wrong-origin' })
  assert.deepEqual(await refusal({ ...cookie, origin: 'null' }), { status: 403, code: 'wrong-origin' })
  assert.deepEqual(await refusal(cookie), { status: 403, code: 'wrong-origin' })
  const foreign = { ...bearer(cloud.a.admin.token), origin: 'https://evil.example' }
  assert.deepEqual(await refusal(foreign), { status: 403, code: 'wrong-origin' })
  // A token in an address would end up in logs: it opens nothing.
  const inAddress = await open(cloud, { path: `${screen}?token=${cloud.a.admin.token}`, headers: {} })
  assert.deepEqual(inAddress, { status: 401, code: 'not-signed-in' })
  const own = await opened(cloud, { path: screen, headers: { ...cookie, origin: cloud.url } })
  own.socket.close()

  await lab.powerOff()
  await lab.becomes('stopped')
  assert.deepEqual(await refusal(bearer(cloud.a.admin.token)), { status: 409, code: 'not-now' })
})

test('a ticket opens one console of one machine once, from the site it was made for, and is worth nothing a moment later', async t => {
  const { cloud, vm, bearer, serial, screen } = await running(t)
  const own = { origin: cloud.url }
  const ticket = async (wish: object = {}, paddock = cloud.a.admin.paddock) =>
    (await paddock.vm.ticket({ vm: vm.id, kind: 'serial', ...wish })).path
  const refusal = (path: string, headers: Record<string, string> = own) => open(cloud, { path, headers })
  const over = { status: 401, code: 'not-signed-in' }
  const elsewhere = { status: 403, code: 'wrong-origin' }

  const path = await ticket()
  assert.ok(path.startsWith(`${serial}?ticket=`))
  const one = await opened(cloud, { path, headers: own })
  assert.deepEqual(await refusal(path), over, 'a ticket that was used')
  one.socket.close()

  for (const headers of [{}, { origin: 'null' }, { origin: 'https://evil.example' }]) {
    const tried = await ticket()
    assert.deepEqual(await refusal(tried, headers as Record<string, string>), elsewhere, JSON.stringify(headers))
    assert.deepEqual(await refusal(tried), over, 'a ticket that was tried elsewhere is spent')
  }
  const courses = { origin: 'https://courses.example' }
  assert.deepEqual(await refusal(await ticket(courses), own), elsewhere)
  const embedded = await opened(cloud, { path: await ticket(courses), headers: courses })
  embedded.socket.close()

  assert.deepEqual(await refusal((await ticket()).replace('/serial', '/screen')), over, 'it is for the serial port')
  assert.deepEqual(await refusal(`${screen}?ticket=${'x'.repeat(43)}`), over, 'a ticket that never was')
  const late = await ticket()
  await cloud.database.ofEveryone(tx =>
    tx
      .updateTable('console_tickets')
      .set({ expires_at: new Date(Date.now() - 1) })
      .execute(),
  )
  assert.deepEqual(await refusal(late), over, 'a ticket that came too late')
  // Nothing in the store opens anything.
  await ticket()
  const rows = await cloud.database.ofEveryone(tx => tx.selectFrom('console_tickets').selectAll().execute())
  assert.ok(rows.every(row => row.token_hash.length === 32))

  await assert.rejects(cloud.b.admin.paddock.vm.ticket({ vm: vm.id }), { code: 'not-found' })
  for (const origin of ['courses.example', 'https://courses.example/path', 'javascript://x'])
    await assert.rejects(ticket({ origin }), { code: 'invalid-input' }, origin)
  const refused = await open(cloud, { path: await ticket(), headers: { ...own, ...bearer('x'.repeat(43)) } })
  assert.deepEqual(refused, over, 'a header outweighs a ticket')
})

test('a console opened with a ticket is its maker’s: it only looks if they or the ticket say so, and ends with their session', async t => {
  const { cloud, vm } = await running(t)
  const person = await cloud.a.person({ name: 'mia', inProject: 'member' })
  const headers = { origin: cloud.url }
  const { path } = await person.paddock.vm.ticket({ vm: vm.id, viewOnly: true })
  const looking = await opened(cloud, { path, headers })
  const unused = await person.paddock.vm.ticket({ vm: vm.id })
  const { viewers } = await cloud.a.admin.paddock.vm.console({ vm: vm.id })
  assert.deepEqual(
    viewers.map(({ name, viewOnly }) => [name, viewOnly]),
    [['mia', true]],
  )
  const { items } = await cloud.a.admin.paddock.audit.list({ subject: vm.id })
  assert.deepEqual(items.map(({ action, actor }) => [action, actor?.name]).sort(), [
    ['vm.screen', 'mia'],
    ['vm.ticket', 'mia'],
    ['vm.ticket', 'mia'],
  ])
  await cloud.a.admin.paddock.user.update({ user: person.id as never, disabled: true })
  assert.equal(await looking.closed, 4401)
  assert.deepEqual(await open(cloud, { path: unused.path, headers }), { status: 401, code: 'not-signed-in' })
})

test('a console closes within two seconds when its session ends or the right to it is gone', async t => {
  const { cloud, bearer, screen } = await running(t)
  const ends: [string, (person: { id: string }) => Promise<unknown>][] = [
    ['disabled', ({ id }) => cloud.a.admin.paddock.user.update({ user: id as never, disabled: true })],
    ['expelled', ({ id }) => cloud.a.admin.paddock.project.expel({ project: cloud.a.project, user: id as never })],
    ['removed', ({ id }) => cloud.a.admin.paddock.user.delete({ user: id as never })],
  ]
  for (const [name, end] of ends) {
    const person = await cloud.a.person({ name, inProject: 'member' })
    const { closed } = await opened(cloud, { path: screen, headers: bearer(person.token) })
    const begun = performance.now()
    await end(person)
    assert.equal(await closed, 4401, name)
    assert.ok(performance.now() - begun < 2_000, name)
  }
})

test('a console ends with its machine, and with its host', async t => {
  const { cloud, lab, bearer, serial } = await running(t)
  const headers = bearer(cloud.a.admin.token)
  const one = await opened(cloud, { path: serial, headers })
  await lab.powerOff()
  await one.closed
  await lab.becomes('stopped')
  await lab.start()
  await lab.becomes('running')
  const two = await opened(cloud, { path: serial, headers })
  cloud.hosts[0]?.link.cut()
  await two.closed
  assert.deepEqual(await open(cloud, { path: serial, headers }), { status: 503, code: 'host-unreachable' })
})
