import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startCloud } from './start.ts'

test('a lab comes up on a cloud in one process, is copied, and outlives its controller', async t => {
  const cloud = await startCloud(t)
  const lab = await cloud.lab({ vms: 3, networks: 1 })
  await lab.start()
  const view = await lab.becomes('running')
  assert.equal(view.vms.length, 3)

  await cloud.restart()
  await lab.becomes('running')

  const [copy] = await lab.copy('Copy')
  assert.ok(copy)
  await copy.start()
  const copied = await copy.becomes('running')
  assert.deepEqual(
    copied.vms.map(vm => vm.interfaces.map(port => [port.mac, port.address])),
    view.vms.map(vm => vm.interfaces.map(port => [port.mac, port.address])),
  )
  await lab.stop()
  await lab.becomes('stopped')
  await lab.delete()
  await lab.isGone()
})

test('tenants share hosts and nothing else (TEN-1)', async t => {
  const cloud = await startCloud(t)
  const labs = [await cloud.lab({ tenant: cloud.a }), await cloud.lab({ tenant: cloud.b })]
  for (const lab of labs) await lab.start()
  for (const lab of labs) await lab.becomes('running')
  assert.deepEqual(
    (await cloud.a.admin.paddock.lab.list()).items.map(lab => lab.id),
    [labs[0]?.id],
  )
  const [host] = (await cloud.operator.paddock.host.list()).items
  assert.equal(host?.runCount, 2)
})
