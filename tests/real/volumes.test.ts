import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

test('a merged layer reads as it did, and a daemon that died in the middle of it finds the old file or the new one', async t => {
  const { make, volumes, open } = await pool(t)
  const base = await make()
  io(base.file, 'write -P 0x11 0 256k')
  const middle = await make(base.volume)
  io(middle.file, 'write -P 0x22 64k 64k')
  io(middle.file, 'write -z 128k 64k')
  const upper = await make(middle.volume)
  io(upper.file, 'write -P 0x33 192k 64k')
  const top = await make(upper.volume)
  const seal = async ({ volume }: typeof base, parent: typeof base | null) =>
    volumes.makeLayer(
      {
        ...{ layer: layerOfVolume(volume), want: 'present', kind: 'disk', format: 'qcow2', source: { kind: 'volume' } },
        parent: parent === null ? null : layerOfVolume(parent.volume),
      },
      { progress() {}, signal: t.signal },
    )
  const [onBase, onMiddle] = [layerOfVolume(base.volume), layerOfVolume(middle.volume)]
  await seal(base, null)
  await seal(middle, base)
  await seal(upper, middle)
  const readsAsBefore = () => {
    const parts = [
      ['0x11', '0 64k'],
      ['0x22', '64k 64k'],
      ['0x00', '128k 64k'],
      ['0x33', '192k 64k'],
      ['0x00', '256k 64k'],
    ]
    for (const [pattern, place] of parts) io(top.file, `read -P ${pattern} ${place}`)
  }
  const recordFile = upper.file.replace('.qcow2', '.json')
  const old = { file: readFileSync(upper.file), record: JSON.parse(readFileSync(recordFile, 'utf8')) }
  await volumes.mergeLayer(layerOfVolume(upper.volume), onBase, t.signal)
  readsAsBefore()
  const merged = readFileSync(upper.file)

  const parentOf = async () =>
    (await (await open()).list()).layers.find(({ layer }) => layer === layerOfVolume(upper.volume))?.parent
  const begun = JSON.stringify({ ...old.record, onto: { parent: onBase } })
  for (const [file, parent] of [
    [old.file, onMiddle],
    [merged, onBase],
  ] as const) {
    writeFileSync(`${upper.file}.next`, 'half')
    rmSync(upper.file)
    writeFileSync(upper.file, file)
    writeFileSync(recordFile, begun)
    assert.equal(await parentOf(), parent)
    readsAsBefore()
  }
  assert.equal(await parentOf(), onBase)
  assert.equal(existsSync(`${upper.file}.next`), false)
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
