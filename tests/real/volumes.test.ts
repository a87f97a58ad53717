import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { qcow2Volumes } from '@paddock/drivers'
import { removeTree } from '@paddock/linux'
import { layerOfVolume } from '@paddock/model'
import { newDisk, newVolume } from './support/machine-room.ts'

const MiB = 1024 * 1024

async function pool(t: { after(call: () => unknown): void }) {
  const folder = await mkdtemp(join(tmpdir(), 'pd-'))
  t.after(() => removeTree(folder, tmpdir()))
  const open = () => qcow2Volumes({ folder, recipes: new Map() })
  const volumes = await open()
  const make = async (parent: ReturnType<typeof newVolume> | null = null, sizeBytes = 16 * MiB) => {
    const volume = newVolume()
    await volumes.make({ volume, disk: newDisk(), want: 'present', parent: parent && layerOfVolume(parent), sizeBytes })
    const [top] = await volumes.chain(volume)
    return { volume, file: top?.file ?? assert.fail() }
  }
  return { folder, open, volumes, make }
}

const io = (file: string, command: string) =>
  execFileSync('qemu-io', ['-f', 'qcow2', '-c', command, file], { encoding: 'utf8' })

test('a chain reads through to what its deepest image holds, and writes stay in the top', async t => {
  const { make, volumes } = await pool(t)
  const base = await make()
  io(base.file, 'write -P 0x11 0 64k')
  const middle = await make(base.volume)
  io(middle.file, 'write -P 0x22 64k 64k')
  const top = await make(middle.volume, 32 * MiB)
  io(top.file, 'write -P 0x33 20M 64k')
  // qemu-io fails when it finds something else.
  io(top.file, 'read -P 0x11 0 64k')
  io(top.file, 'read -P 0x22 64k 64k')
  io(top.file, 'read -P 0x33 20M 64k')
  assert.throws(() => io(base.file, 'read -P 0x22 64k 64k'))
  const files = async () => (await volumes.chain(top.volume)).map(({ file }) => file)
  assert.deepEqual(await files(), [top.file, middle.file, base.file])

  const parent = layerOfVolume(middle.volume)
  await volumes.make({ volume: top.volume, disk: newDisk(), want: 'present', parent, sizeBytes: 64 * MiB })
  assert.equal((await volumes.chain(top.volume))[0]?.virtualSizeBytes, 64 * MiB)
  io(top.file, 'read -P 0x11 0 64k')
})

test('an image that names another file than its parent is refused before QEMU opens it, and hides no other', async t => {
  const { make, volumes, folder } = await pool(t)
  const good = await make()
  for (const words of [
    ['-u', '-b', '/etc/shadow', '-F', 'raw'],
    ['-o', `data_file=${join(folder, 'elsewhere')}`],
  ]) {
    const bad = await make()
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', ...words, bad.file, '16M'])
    await assert.rejects(volumes.chain(bad.volume), { code: 'image-not-made' })
    const seen = (await volumes.list()).volumes
    assert.equal(seen.find(one => one.volume === bad.volume)?.state, 'failed')
    assert.equal(seen.find(one => one.volume === good.volume)?.state, 'present')
  }
})

test('what a crash left half made is gone at the next start, and what was whole is there', async t => {
  const { make, open } = await pool(t)
  const whole = await make()
  const folder = dirname(whole.file)
  writeFileSync(join(folder, `${newVolume()}.qcow2.next`), 'half')
  writeFileSync(join(folder, `${newVolume()}.json.next`), '{"half')
  const lost = newVolume()
  writeFileSync(
    join(folder, `${lost}.json`),
    JSON.stringify({ id: lost, is: 'volume', kind: 'disk', format: 'qcow2', parent: null, checksum: null }),
  )
  const again = await open()
  assert.deepEqual(
    (await again.list()).volumes.map(({ volume }) => volume),
    [whole.volume],
  )
  assert.equal(readdirSync(folder).length, 2)
})

test('an image that others lie on cannot be removed, and UEFI’s variables go with their disk', async t => {
  const { make, volumes } = await pool(t)
  const base = await make()
  const top = await make(base.volume)
  writeFileSync(`${top.file}.nvram`, 'variables')
  await assert.rejects(volumes.remove(base.volume), { code: 'in-use' })
  await volumes.remove(top.volume)
  await volumes.remove(base.volume)
  assert.equal(existsSync(`${top.file}.nvram`), false)
  assert.deepEqual(readdirSync(dirname(top.file)), [])
})
