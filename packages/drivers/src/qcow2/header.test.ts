import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { emptyImage, NotQcow2, readHeader } from './header.ts'

const GiB = 1024 ** 3

test('an empty image reads back as it was made', () => {
  const image = emptyImage({ virtualSizeBytes: 3 * GiB, backing: { file: 'below.qcow2', format: 'qcow2' } })
  assert.deepEqual(readHeader(image), {
    version: 3,
    virtualSizeBytes: 3 * GiB,
    backingFile: 'below.qcow2',
    backingFormat: 'qcow2',
    hasDataFile: false,
    encrypted: false,
    snapshots: 0,
  })
})

test('QEMU finds no fault in an empty image, from 512 bytes to 16 TiB', t => {
  const folder = mkdtempSync(join(tmpdir(), 'qcow2-'))
  const file = join(folder, 'a.qcow2')
  t.after(() => {
    unlinkSync(file)
    rmdirSync(folder)
  })
  for (const virtualSizeBytes of [512, 16 * 1024 ** 2, 512 * 1024 ** 2, 40 * GiB, 16 * 1024 * GiB]) {
    writeFileSync(file, emptyImage({ virtualSizeBytes, backing: null }))
    const check = JSON.parse(
      execFileSync('qemu-img', ['check', '-f', 'qcow2', '--output=json', file], { encoding: 'utf8' }),
    )
    assert.equal(check['check-errors'], 0)
    assert.equal(check.leaks, undefined)
    const info = JSON.parse(
      execFileSync('qemu-img', ['info', '-f', 'qcow2', '--output=json', file], { encoding: 'utf8' }),
    )
    assert.equal(info['virtual-size'], virtualSizeBytes)
  }
})

test('what QEMU writes is understood, names of other files above all', t => {
  const folder = mkdtempSync(join(tmpdir(), 'qcow2-'))
  const make = (name: string, ...words: string[]) => {
    const file = join(folder, name)
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', ...words, file, '1M'])
    return readHeader(readFileSync(file).subarray(0, 65_536))
  }
  t.after(() => {
    for (const name of ['a', 'b', 'c', 'c.raw', 'd']) unlinkSync(join(folder, name))
    rmdirSync(folder)
  })
  assert.equal(make('a').backingFile, null)
  assert.equal(make('b', '-u', '-b', '/etc/shadow', '-F', 'raw').backingFile, '/etc/shadow')
  assert.equal(make('c', '-o', `data_file=${join(folder, 'c.raw')},data_file_raw=on`).hasDataFile, true)
  assert.equal(make('d', '-o', 'compat=0.10').version, 2)
})

test('a file that lies about itself is refused', () => {
  const good = emptyImage({ virtualSizeBytes: GiB, backing: { file: 'below.qcow2', format: 'raw' } })
  const with_ = (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(good)
    change(bytes)
    return bytes
  }
  for (const [what, bytes] of Object.entries({
    empty: Buffer.alloc(0),
    'another format': Buffer.from('conectix'.padEnd(200)),
    'an unknown version': with_(image => image.writeUInt32BE(4, 4)),
    'a size beyond all disks': with_(image => image.writeBigUInt64BE(2n ** 60n, 24)),
    'a name outside the header': with_(image => image.writeBigUInt64BE(2n ** 40n, 8)),
    'a name without end': with_(image => image.writeUInt32BE(70_000, 16)),
    'an extension without end': with_(image => image.writeUInt32BE(0x7fffffff, 108)),
  }))
    assert.throws(() => readHeader(bytes), NotQcow2, what)
})
