import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { PaddockProblem } from '@paddock/sdk'
import { startCloud, until } from '@paddock/testing'
import { enter, type TestViewer, watchScreen } from './support/viewer.ts'

async function running(t: TestContext) {
  const cloud = await startCloud(t)
  const lab = await cloud.lab()
  await lab.start()
  const [vm] = (await lab.becomes('running')).vms
  assert.ok(vm)
  const { admin } = cloud.a
  const door = (token = admin.token, query = '') => ({
    url: cloud.url,
    path: `/v1/vms/${vm.id}/screen${query}`,
    headers: { authorization: `Bearer ${token}` },
  })
  return { cloud, lab, vm: vm.id, door, paddock: admin.paddock }
}

/** The lines of the picture in which a simulated screen shows what was typed (`packages/drivers/src/sim/picture.ts`). */
const typedPart = ({ picture, size }: TestViewer): string =>
  picture()
    .subarray(95 * size.width * 4, 125 * size.width * 4)
    .toString('latin1')

const key = (letter: string) => letter.charCodeAt(0)

test('several viewers of one screen see the same picture, whenever they came, and both type (BEY-15)', async t => {
  const { door, vm, paddock } = await running(t)
  const one = await watchScreen(door())
  await until('The first sees a picture', () => (one.updates() > 0 ? true : undefined))
  one.press(key('a'))
  const two = await watchScreen(door())
  two.press(key('b'))
  await until('Both see the same', () => (two.updates() > 1 && one.picture().equals(two.picture()) ? true : undefined))
  assert.ok(one.takesScanCodes() && two.takesScanCodes())
  // Scan code 0x2e is the key c of a US keyboard; the message is QEMU's extended key event.
  two.send(255, 0, 0, 1, 0, 0, 0, key('c'), 0, 0, 0, 0x2e)
  const before = one.updates()
  await until('The other sees it', () => (one.updates() > before ? true : undefined))
  const { viewers, driverId } = await paddock.vm.console({ vm })
  assert.deepEqual(
    viewers.map(viewer => [viewer.name, viewer.kind, viewer.viewOnly, viewer.drives]),
    [
      ['Admin of acme', 'screen', false, true],
      ['Admin of acme', 'screen', false, true],
    ],
  )
  assert.equal(driverId, null)
  two.socket.close()
  await until('One is left', async () => ((await paddock.vm.console({ vm })).viewers.length === 1 ? true : undefined))
})

test('who only watches changes nothing, whatever is sent by hand; nor does who lost the wheel (BEY-15, CON-3)', async t => {
  const { cloud, door, vm, lab, paddock } = await running(t)
  const driver = await watchScreen(door())
  const looker = await watchScreen(door(undefined, '?view=only'))
  const still = async () => {
    // The simulated screen moves a bar each second, below what is typed.
    await until('both have the same', () => (driver.picture().equals(looker.picture()) ? true : undefined))
    return typedPart(driver)
  }
  const before = await still()
  looker.press(key('x'))
  looker.send(255, 0, 0, 1, 0, 0, 0, key('x'), 0, 0, 0, 0x2d)
  looker.send(6, 0, 0, 0, 0, 0, 0, 1, key('x'))
  looker.send(5, 1, 0, 1, 0, 1)
  looker.send(251, 0, 0, 100, 0, 100, 0, 0)
  driver.press(key('a'))
  await until('what the driver types is seen', () => (typedPart(looker) === before ? undefined : true))
  driver.press(0xff08)
  await until('and taken back, there is nothing', () => (typedPart(looker) === before ? true : undefined))

  // The same on the serial port.
  const serial = { url: cloud.url, headers: door().headers, path: `/v1/vms/${vm}/serial` }
  const port = await enter({ ...serial, path: `${serial.path}?view=only` })
  port.socket.send('never\r')
  const typist = await enter(serial)
  typist.socket.send('echo hello\r')
  await until('both see what one typed', () => (port.received().includes('echo hello') ? true : undefined))
  assert.ok(!port.received().includes('never'))

  // One alone drives; the other takes over; and when that one leaves, everybody drives again.
  const told: string[] = []
  const stop = new AbortController()
  t.after(() => stop.abort())
  void (async () => {
    for await (const event of paddock.lab.watch({ lab: lab.id as never }, { signal: stop.signal }))
      if (event.kind === 'console') told.push(event.console.viewers.map(({ drives }) => (drives ? 'd' : '-')).join(''))
  })().catch(() => {})
  await until('the stream tells who is there', () => (told.length > 0 ? true : undefined))
  const mia = await cloud.a.person({ name: 'mia', inProject: 'member' })
  const second = await watchScreen(door(mia.token, '?viewer=01890000-0000-7000-8000-000000000001'))
  const seen = await paddock.vm.console({ vm })
  assert.deepEqual(
    seen.viewers.map(({ kind, viewOnly, drives }) => [kind, viewOnly, drives]),
    [
      ['screen', false, true],
      ['screen', true, false],
      ['serial', true, false],
      ['serial', false, true],
      ['screen', false, true],
    ],
  )
  const { id } = seen.viewers[4] ?? {}
  assert.equal(id, '01890000-0000-7000-8000-000000000001')
  const only = await mia.paddock.vm.drive({ vm, viewerId: id ?? null })
  assert.deepEqual(
    only.viewers.map(({ drives }) => drives),
    [false, false, false, false, true],
  )
  driver.press(key('x'))
  await assert.rejects(paddock.vm.type({ vm, text: 'x' }), { code: 'not-now' })
  await assert.rejects(paddock.vm.press({ vm, keys: ['x'] }), { code: 'not-now' })
  await assert.rejects(paddock.vm.drive({ vm, viewerId: seen.viewers[1]?.id ?? null }), { code: 'not-now' })
  await mia.paddock.vm.type({ vm, text: 'm' })
  await until('what Mia types is seen, and nothing else', () => (typedPart(driver) === before ? undefined : true))
  const withM = typedPart(driver)
  second.socket.close()
  await until('everybody drives again', async () =>
    (await paddock.vm.console({ vm })).driverId === null ? true : undefined,
  )
  driver.press(key('y'))
  await until('as is seen', () => (typedPart(driver) === withM ? undefined : true))
  driver.press(0xff08)
  driver.press(0xff08)
  await until('one letter was there and no more', () => (typedPart(driver) === before ? true : undefined))
  await until('all of it was told as it happened', () => (told.at(-1) === 'd--d' ? true : undefined))
  assert.ok(told.includes('----d'))
})

test('a viewer who is slow holds up nobody, and gets a whole picture when it asks again (BEY-15)', async t => {
  const { door } = await running(t)
  const fast = await watchScreen(door())
  const slow = await watchScreen(door())
  await until('both see a picture', () => (fast.updates() > 0 && slow.updates() > 0 ? true : undefined))
  slow.stall()
  const [before, stalled] = [fast.updates(), slow.updates()]
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') {
    fast.press(key(letter))
    await until('the fast one sees it', () => (fast.updates() > before ? true : undefined))
  }
  await until('it goes on', () => (fast.updates() > before + 3 ? true : undefined))
  assert.ok(slow.updates() <= stalled + 1, 'it is sent what it asked for, and no more')
  assert.notDeepEqual(slow.picture(), fast.picture())
  slow.ask(true)
  await until('the slow one has the same', () => (slow.picture().equals(fast.picture()) ? true : undefined))
})

test('a text is typed as a keyboard of the layout would, refused whole for one wrong character, and can be stopped (BEY-16)', async t => {
  const { cloud, lab, vm, paddock } = await running(t)
  assert.deepEqual(await paddock.vm.type({ vm, text: 'Ls -l' }), { total: 5, typed: 5 })
  await paddock.vm.press({ vm, keys: ['ctrl', 'alt', 'delete'] })
  await assert.rejects(paddock.vm.type({ vm, text: 'Zürich', layout: 'us' }), problem => {
    assert.ok(problem instanceof PaddockProblem)
    assert.equal(problem.code, 'invalid-input')
    assert.match(problem.message, /ü \(U\+00FC\)/)
    return true
  })
  await paddock.vm.type({ vm, text: 'Zürich', layout: 'de' })
  await assert.rejects(paddock.vm.type({ vm, text: 'a'.repeat(10_001) }), { code: 'invalid-input' })

  cloud.hosts[0]?.link.delay(20)
  const long = paddock.vm.type({ vm, text: 'a'.repeat(10_000) })
  const console = await until('the typing is told', async () => {
    const now = await paddock.vm.console({ vm })
    return (now.typing?.typed ?? 0) > 0 ? now : undefined
  })
  assert.equal(console.typing?.total, 10_000)
  await assert.rejects(paddock.vm.type({ vm, text: 'me too' }), { code: 'not-now' })
  await paddock.vm.stopTyping({ vm })
  const { typed } = await long
  assert.ok(typed > 0 && typed < 10_000, `${typed} were typed`)
  const broken = new AbortController()
  const gone = paddock.vm.type({ vm, text: 'a'.repeat(10_000) }, { signal: broken.signal })
  await until('it types', async () => ((await paddock.vm.console({ vm })).typing ? true : undefined))
  broken.abort()
  await assert.rejects(gone)
  await until('whoever goes away stops it', async () =>
    (await paddock.vm.console({ vm })).typing === null ? true : undefined,
  )
  cloud.hosts[0]?.link.delay(0)
  await lab.powerOff()
  await lab.becomes('stopped')
  await assert.rejects(paddock.vm.type({ vm, text: 'a' }), { code: 'not-now' })
})

test('a small picture is sent once and then found unchanged; it is nobody’s cache’s but the browser’s (BEY-18)', async t => {
  const { cloud, lab, vm, door } = await running(t)
  const { headers } = door()
  const fetched = (more: Record<string, string> = {}) =>
    fetch(`${cloud.url}/v1/vms/${vm}/thumbnail`, { headers: { ...headers, ...more } })
  const [one, two] = await Promise.all([fetched(), fetched()])
  assert.equal(one.status, 200)
  assert.equal(one.headers.get('content-type'), 'image/png')
  assert.match(one.headers.get('cache-control') ?? '', /private/)
  const png = Buffer.from(await one.arrayBuffer())
  assert.equal(png.readUInt32BE(16), 320)
  const etag = one.headers.get('etag') ?? ''
  assert.equal(two.headers.get('etag'), etag)
  const again = await fetched({ 'if-none-match': etag })
  assert.ok(again.status === 304 || again.headers.get('etag') !== etag)
  await lab.powerOff()
  await lab.becomes('stopped')
  assert.equal((await fetched()).status, 409)
})

test('a console ends within two seconds of its machine’s deletion, and of its session’s end (CON-1)', async t => {
  const { cloud, vm, door, paddock } = await running(t)
  const mia = await cloud.a.person({ name: 'mia', inProject: 'member' })
  const own = await watchScreen(door(mia.token))
  await watchScreen(door())
  let begun = performance.now()
  await mia.paddock.session.delete()
  assert.equal(await own.closed, 4401)
  assert.ok(performance.now() - begun < 2_000)
  // A host that takes long to end the machine.
  cloud.hosts[0]?.link.delay(5_000)
  begun = performance.now()
  await paddock.vm.delete({ vm })
  const there = await until('nobody is there', async () =>
    (await paddock.vm.console({ vm })).viewers.length === 0 ? true : undefined,
  )
  assert.ok(there && performance.now() - begun < 2_000)
  cloud.hosts[0]?.link.delay(0)
})
