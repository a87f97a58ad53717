import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { startCloud, until } from '@paddock/testing'
import { watchScreen } from './support/viewer.ts'

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
