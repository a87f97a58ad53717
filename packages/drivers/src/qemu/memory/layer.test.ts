import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { removeTree } from '@paddock/linux'
import type { LayerId } from '@paddock/model'
import { newId } from '../../../contract/build.ts'
import { type Capture, newBlock, pageBytes, ramBlock, zeroPage } from './capture.ts'
import { type Compatibility, readHead } from './layer-file.ts'
import { mergeLayers } from './merge-layers.ts'
import { type OpenLayer, readBlock, readDevices } from './read-layer.ts'
import { writeLayer } from './write-layer.ts'

const compatibility: Compatibility = {
  accelerator: 'tcg',
  machineType: 'pc-q35-7.2',
  cpuModel: 'Westmere-v1',
  qemuVersion: '7.2.22',
  cores: 1,
  memoryMiB: 32,
  firmware: 'bios',
  profile: 'linux',
  diskSlots: [0],
  nicSlots: [],
}
const pages = 2000

async function scratch(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pd-layer-'))
  t.after(() => removeTree(folder, tmpdir()))
  return folder
}

/** A capture of some pages: their content, or null for zeros. */
function captureOf(file: string, content: ReadonlyMap<number, Buffer | null>): Capture {
  const block = newBlock(pages * pageBytes)
  const full = [...content].flatMap(([page, bytes]) => (bytes === null ? [] : [{ page, bytes }]))
  for (const [page, bytes] of content) if (bytes === null) block.at[page] = zeroPage
  full.forEach(({ page }, at) => {
    block.at[page] = at * pageBytes
  })
  writeFileSync(file, Buffer.concat(full.map(({ bytes }) => bytes)))
  return { file, blocks: new Map([[ramBlock, block]]), devices: Buffer.from('devices') }
}

async function written(folder: string, capture: Capture, parent: LayerId | null): Promise<OpenLayer> {
  const layer = newId<'layer'>()
  const file = join(folder, layer)
  await writeLayer(capture, { file, layer, parent, compatibility, signal: new AbortController().signal })
  return { file, head: await readHead(file) }
}

async function memoryOf(chain: readonly OpenLayer[]): Promise<Buffer> {
  const memory = Buffer.alloc(pages * pageBytes)
  await readBlock(chain, ramBlock, (at, content) => void memory.set(content, at))
  return memory
}

test('a layer gives back what was captured, and one on top of it what was changed, zeros too', async t => {
  const folder = await scratch(t)
  const before = Buffer.alloc(pages * pageBytes)
  const first = new Map<number, Buffer | null>()
  for (let page = 0; page < pages; page++) {
    if (page % 7 === 3) continue
    const bytes = page % 5 === 0 ? null : randomBytes(pageBytes)
    first.set(page, bytes)
    if (bytes !== null) before.set(bytes, page * pageBytes)
  }
  const base = await written(folder, captureOf(join(folder, 'first'), first), null)
  assert.ok((await memoryOf([base])).equals(before))
  assert.equal(String(await readDevices(base)), 'devices')

  const after = Buffer.from(before)
  const second = new Map<number, Buffer | null>()
  // One page is captured full of zeros, as the kernel gives it.
  for (const [page, bytes] of [
    [1, randomBytes(pageBytes)],
    [2, null],
    [4, Buffer.alloc(pageBytes)],
    [1999, randomBytes(pageBytes)],
  ] as const) {
    second.set(page, bytes)
    after.set(bytes ?? Buffer.alloc(pageBytes), page * pageBytes)
  }
  const top = await written(folder, captureOf(join(folder, 'second'), second), base.head.manifest.layer)
  assert.equal(top.head.manifest.parent, base.head.manifest.layer)
  assert.ok((await memoryOf([top, base])).equals(after))
  assert.ok((await memoryOf([base])).equals(before))
  assert.ok(readFileSync(top.file).length < 4 * pageBytes, 'it takes what was changed, and little more')
})

test('a layer with one byte changed is refused, wherever it is', async t => {
  const folder = await scratch(t)
  const layer = await written(folder, captureOf(join(folder, 'capture'), new Map([[5, randomBytes(pageBytes)]])), null)
  const whole = readFileSync(layer.file)
  for (const at of [0, pageBytes, pageBytes + 10, whole.length - 1, whole.length - 64, whole.length - 40]) {
    const changed = Buffer.from(whole)
    changed[at] = (changed[at] ?? 0) ^ 1
    writeFileSync(layer.file, changed)
    const use = async () => {
      const open = { file: layer.file, head: await readHead(layer.file) }
      await memoryOf([open])
      await readDevices(open)
    }
    await assert.rejects(use(), `byte ${at}`)
  }
  writeFileSync(layer.file, whole.subarray(0, 100))
  await assert.rejects(readHead(layer.file))
})

test('the writing of a layer can be broken off', async t => {
  const folder = await scratch(t)
  const capture = captureOf(join(folder, 'capture'), new Map([[0, randomBytes(pageBytes)]]))
  const to = { file: join(folder, 'layer'), layer: newId<'layer'>(), parent: null, compatibility }
  await assert.rejects(writeLayer(capture, { ...to, signal: AbortSignal.abort() }))
})

test('layers that are merged hold what they held, also where the lower one is not taken in', async t => {
  const folder = await scratch(t)
  const chain: OpenLayer[] = []
  for (let height = 0; height < 4; height++) {
    const content = new Map<number, Buffer | null>()
    for (let page = height; page < pages; page += 2 + height)
      content.set(page, page % 3 === 0 ? null : randomBytes(pageBytes))
    const parent = chain[0]?.head.manifest.layer ?? null
    chain.unshift(await written(folder, captureOf(join(folder, 'capture'), content), parent))
  }
  const memory = await memoryOf(chain)
  const [top, second, third, base] = chain as [OpenLayer, OpenLayer, OpenLayer, OpenLayer]
  const merge = async (part: [OpenLayer, ...OpenLayer[]], parent: LayerId | null) => {
    const file = join(folder, 'merged')
    await mergeLayers(part, { file, parent, signal: new AbortController().signal })
    return { file, head: await readHead(file) }
  }
  const onBase = await merge([top, second, third], base.head.manifest.layer)
  assert.equal(onBase.head.manifest.parent, base.head.manifest.layer)
  assert.deepEqual(await memoryOf([onBase, base]), memory)
  assert.ok(
    onBase.head.manifest.chunks.every(
      ({ extents }) => extents.filter((_, at) => at % 2 === 1).reduce((a, b) => a + b, 0) <= 256,
    ),
  )
  const whole = await merge([top, second, third, base], null)
  assert.deepEqual(await memoryOf([whole]), memory)
  assert.equal((await readDevices(whole)).toString(), 'devices')
  assert.equal(whole.head.manifest.layer, top.head.manifest.layer)
})
