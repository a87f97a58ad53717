import assert from 'node:assert/strict'
import { closeSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { connectUnix } from '@paddock/linux'
import { QmpClient, QmpClosed, QmpError } from '@paddock/qmp'
import { machineRoom } from './support/machine-room.ts'

test('QEMU takes commands and descriptors, tells what happens, and is gone when it says so', async t => {
  const room = await machineRoom(t)
  const machine = await room.machine({}, { from: null })
  await room.machines.start(machine, room.needs)
  // The driver holds the only session; it lets go of it, and the machine runs on.
  await room.machines.close()
  const uid = 1_879_048_192 + Number.parseInt(room.tag, 16) * 4096
  const path = join(room.folder, 'machines', 'runs', machine.run, 'vm', 'qmp')

  await assert.rejects(connectUnix(path, { uid: uid + 1, timeoutMs: 1_000 }), /is held by user/)
  const link = await connectUnix(path, { uid, timeoutMs: 5_000 })
  const qmp = await QmpClient.over(link.socket, { pass: link.pass })
  assert.deepEqual(await qmp.execute('query-status'), { status: 'running', running: true })
  assert.deepEqual(await qmp.execute('query-kvm'), { enabled: false })

  const stopped = qmp.nextEvent(event => event.name === 'STOP', 5_000)
  await qmp.execute('stop')
  await stopped
  await qmp.execute('cont')
  await assert.rejects(
    qmp.execute('device_del', { id: 'nothing' }),
    (cause: unknown) => cause instanceof QmpError && cause.errorClass === 'DeviceNotFound',
  )

  const file = join(room.folder, 'disc')
  writeFileSync(file, 'x'.repeat(2048))
  const descriptor = openSync(file, 'r')
  const { set } = await qmp.execute('add-fd', { opaque: 'read' }, { descriptor })
  closeSync(descriptor)
  await qmp.execute('blockdev-add', {
    driver: 'file',
    'node-name': 'disc',
    filename: `/dev/fdset/${set}`,
    'read-only': true,
  })
  assert.ok(
    (await qmp.execute('query-named-block-nodes')).some(
      node => node.nodeName === 'disc' && node.virtualSizeBytes === 2048,
    ),
  )

  qmp.execute('quit').catch(() => {})
  await qmp.closed
  await assert.rejects(qmp.execute('query-status'), QmpClosed)
  await room.restart()
  assert.equal((await room.seen(machine))?.end?.reason, 'crashed')
})
