import assert from 'node:assert/strict'
import { closeSync, lstatSync, mkdtempSync, openSync, readdirSync, writeFileSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { removeTree } from '@paddock/linux'
import type { LayerId } from '@paddock/model'
import { install } from './support/installation.ts'
import { becomes } from './support/lab.ts'
import { machineRoom, newDisk, newLayer, newVolume } from './support/machine-room.ts'
import { caged } from './support/probe.ts'

/** Everything below a folder that is no folder: files, sockets. */
const allBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(one => !one.isDirectory())
    .map(one => join(one.parentPath, one.name))

test('whoever breaks out of a machine reaches nothing of the installation: no daemon’s socket, database, disk, memory or secret', async t => {
  const paddock = await install(t)
  const projectId = await paddock.project()
  const spec = {
    networks: [{ name: 'lan', cidr: '10.20.0.0/24' }],
    vms: [
      {
        ...{ name: 'other', memoryMiB: 32, interfaces: [{ network: 'lan' }] },
        disks: [{ name: 'root', source: { kind: 'blank' as const }, sizeBytes: 64 * 1024 * 1024 }],
      },
    ],
  }
  const { id } = await paddock.tenant.lab.create({ projectId, name: 'other', spec, start: true })
  await becomes(paddock, id, 'running')

  const everything = allBelow(paddock.data)
  const sockets = everything.filter(path => lstatSync(path, { throwIfNoEntry: false })?.isSocket())
  for (const name of ['qmp', 'screen', 'serial', 'agent', '.s.PGSQL.5432'])
    assert.ok(
      sockets.some(path => path.endsWith(`/${name}`)),
      `${name} is not among ${sockets.join(' ')}`,
    )
  assert.ok(
    sockets.some(path => !/\/(qmp|screen|serial|agent|\.s\.PGSQL\.5432)$/.test(path)),
    'the host’s socket',
  )
  assert.ok(everything.some(path => path.endsWith('.qcow2')))
  const folder = mkdtempSync(join(tmpdir(), 'pd-list-'))
  t.after(() => removeTree(folder, tmpdir()))
  writeFileSync(join(folder, 'list'), everything.join('\n'))
  const list = openSync(join(folder, 'list'), 'r')
  // The settings of an installation may be read by all: its secrets stand elsewhere.
  const said = (await caged('fffe', { program: 'reach-probe.pl', given: [], descriptors: [list] })).split('\n')
  closeSync(list)
  assert.ok(said.includes('done'), said.join('\n'))
  assert.ok(said.includes(`tried ${everything.length}`), said.at(-3))
  assert.deepEqual(
    said.filter(line => line.startsWith('could') && !line.includes('/paddock.yaml with 0')),
    [],
  )
})

test('a layer of a disk that a machine was given for reading cannot be written by whoever breaks out of it', async t => {
  const room = await machineRoom(t, { tiny: false })
  const volume = newVolume()
  await room.volumes.make({ volume, disk: newDisk(), want: 'present', parent: null, sizeBytes: 1024 * 1024 })
  const layer = volume as string as LayerId
  await room.volumes.makeLayer(
    { layer, want: 'present', kind: 'disk', format: 'qcow2', parent: null, source: { kind: 'volume' } },
    { progress() {}, signal: t.signal },
  )
  const nothing = openSync('/dev/null', 'r')
  const given = openSync((await room.volumes.layer(layer)).file, 'r')
  const said = await caged(room.tag, { program: 'reach-probe.pl', given: [], descriptors: [nothing, given] })
  for (const fd of [nothing, given]) closeSync(fd)
  assert.equal(said, 'tried 0\ndone\n')
})

test('a QEMU that tries to start a program is ended by the kernel before it does', async t => {
  const room = await machineRoom(t, { tiny: false })
  const machine = await room.machine({ memoryMiB: 32 }, { from: null })
  await room.machines.start(machine, room.needs)
  await room.machines.close()
  const mark = join(room.folder, `mark-${newLayer()}`)
  const qmp = createConnection(join(room.folder, 'machines', 'runs', machine.run, 'vm', 'qmp'))
  qmp.on('error', () => {})
  const ended = new Promise<void>(resolve => qmp.once('close', () => resolve()))
  // Its own way to start one: what migrates to a command is forked (QEMU, migration/exec.c).
  const words = [{ execute: 'qmp_capabilities' }, { execute: 'migrate', arguments: { uri: `exec:touch ${mark}` } }]
  qmp.write(words.map(word => `${JSON.stringify(word)}\n`).join(''))
  qmp.resume()
  await ended
  await room.restart()
  const seen = await room.until(machine, ({ power }) => power === 'ended')
  assert.equal(seen.end?.reason, 'crashed')
  assert.equal(lstatSync(mark, { throwIfNoEntry: false }), undefined)
})
