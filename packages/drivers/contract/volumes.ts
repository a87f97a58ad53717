import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Volumes } from '@paddock/host'
import type { LayerWanted } from '@paddock/host-api'
import { type LayerId, layerOfVolume, Problem } from '@paddock/model'
import { someLayer, someVolume } from './build.ts'

/** What the tests of a volumes driver are given. */
export interface VolumesUnderTest {
  readonly volumes: Volumes
  /** Another driver on the same host, as after a crash of the daemon. */
  reborn(): Promise<Volumes>
  /** The name of a recipe that makes a small disk image. */
  readonly recipe: string
}

const MiB = 1024 ** 2
const untold = { progress() {}, signal: new AbortController().signal }

/** Tests that every driver of volumes passes, simulated or real. */
export function testVolumes(name: string, make: (t: TestContext) => Promise<VolumesUnderTest>): void {
  const contract = (title: string, work: (under: VolumesUnderTest) => Promise<void>) =>
    test(`${name}: ${title}`, async t => work(await make(t)))

  const sizeOf = async (volumes: Volumes, volume: ReturnType<typeof someVolume>) =>
    (await volumes.chain(volume.volume))[0]?.virtualSizeBytes

  async function madeLayer({ volumes, recipe }: VolumesUnderTest): Promise<LayerWanted> {
    const layer = someLayer(recipe)
    await volumes.makeLayer(layer, untold)
    return layer
  }

  contract('a blank volume is made once, however often it is asked for', async ({ volumes }) => {
    const volume = someVolume()
    await volumes.make(volume)
    await volumes.make(volume)
    const list = await volumes.list()
    assert.deepEqual(
      list.volumes.map(seen => [seen.volume, seen.state]),
      [[volume.volume, 'present']],
    )
    assert.equal(await sizeOf(volumes, volume), 16 * MiB)
  })

  contract('a volume grows and never shrinks', async ({ volumes }) => {
    const volume = someVolume()
    await volumes.make(volume)
    await volumes.make({ ...volume, sizeBytes: 24 * MiB })
    assert.equal(await sizeOf(volumes, volume), 24 * MiB)
    await volumes.make(volume)
    assert.equal(await sizeOf(volumes, volume), 24 * MiB)
  })

  contract('a volume whose parent is not there is refused and leaves nothing', async ({ volumes }) => {
    const volume = someVolume({ parent: someLayer().layer })
    await assert.rejects(volumes.make(volume), Problem)
    assert.deepEqual((await volumes.list()).volumes, [])
    await assert.rejects(volumes.chain(volume.volume), Problem)
  })

  contract(
    'a layer is made from its recipe once, with progress, a size and a checksum',
    async ({ volumes, recipe }) => {
      const told: number[] = []
      const layer = someLayer(recipe)
      const progress = (_step: string, fraction: number) => void told.push(fraction)
      await volumes.makeLayer(layer, { ...untold, progress })
      const heard = told.length
      await volumes.makeLayer(layer, { ...untold, progress })
      assert.equal(told.length, heard, 'it was made a second time')
      assert.ok(told.every(fraction => fraction >= 0 && fraction <= 1))
      const [seen, ...others] = (await volumes.list()).layers
      assert.deepEqual([seen?.layer, seen?.state, others], [layer.layer, 'present', []])
      assert.match(seen?.checksum ?? '', /^[0-9a-f]{64}$/)
      assert.ok((seen?.virtualSizeBytes ?? 0) > 0)
      assert.equal((await volumes.layer(layer.layer)).format, 'qcow2')
    },
  )

  contract('a recipe that nobody knows is refused with image-not-made', async ({ volumes }) => {
    await assert.rejects(volumes.makeLayer(someLayer('no-such-recipe'), untold), { code: 'image-not-made' })
    assert.deepEqual((await volumes.list()).layers, [])
  })

  contract('the making of a layer can be broken off and leaves nothing', async ({ volumes, recipe }) => {
    const signal = AbortSignal.abort()
    await assert.rejects(volumes.makeLayer(someLayer(recipe), { ...untold, signal }))
    assert.deepEqual((await volumes.list()).layers, [])
  })

  contract('a volume on a layer is a chain of two, as large as the larger', async under => {
    const { volumes } = under
    const layer = await madeLayer(under)
    const small = someVolume({ parent: layer.layer, sizeBytes: MiB })
    await volumes.make(small)
    const chain = await volumes.chain(small.volume)
    assert.equal(chain.length, 2)
    const base = await volumes.layer(layer.layer)
    assert.deepEqual(chain[1], base)
    assert.equal(chain[0]?.virtualSizeBytes, base.virtualSizeBytes)
    const large = someVolume({ parent: layer.layer, sizeBytes: base.virtualSizeBytes + MiB })
    await volumes.make(large)
    assert.equal(await sizeOf(volumes, large), base.virtualSizeBytes + MiB)
  })

  contract('what is removed is gone, and removing what is not there is no error', async under => {
    const { volumes } = under
    const layer = await madeLayer(under)
    const volume = someVolume({ parent: layer.layer })
    await volumes.make(volume)
    await assert.rejects(volumes.removeLayer(layer.layer), { code: 'in-use' })
    await volumes.remove(volume.volume)
    await volumes.remove(volume.volume)
    await volumes.removeLayer(layer.layer)
    await volumes.removeLayer(layer.layer)
    assert.deepEqual(await volumes.list(), { volumes: [], layers: [] })
    await assert.rejects(volumes.layer(layer.layer), Problem)
  })

  contract('a volume that a newer top was put on becomes a layer under its own id', async under => {
    const { volumes } = under
    const base = await madeLayer(under)
    const old = someVolume({ parent: base.layer })
    await volumes.make(old)
    const top = someVolume({ parent: layerOfVolume(old.volume) })
    // The new top is made while the old one is still written to; sealing comes when the machine has moved on.
    await volumes.make(top)
    const sealed = {
      ...base,
      layer: layerOfVolume(old.volume),
      parent: base.layer,
      source: { kind: 'volume' as const },
    }
    await volumes.makeLayer(sealed, untold)
    await volumes.makeLayer(sealed, untold)
    const list = await volumes.list()
    assert.deepEqual(
      list.volumes.map(({ volume }) => volume),
      [top.volume],
    )
    assert.deepEqual(new Set(list.layers.map(({ layer }) => layer)), new Set([base.layer, sealed.layer]))
    assert.equal((await volumes.chain(top.volume)).length, 3)
    await volumes.remove(top.volume)
    await volumes.removeLayer(sealed.layer)
    await volumes.removeLayer(base.layer)
    assert.deepEqual(await volumes.list(), { volumes: [], layers: [] })
  })

  contract('a layer is put on one further down its chain, and those between can go then', async under => {
    const { volumes } = under
    const base = await madeLayer(under)
    const chain = [base.layer]
    for (let height = 0; height < 3; height++) {
      const volume = someVolume({ parent: chain.at(-1) ?? null })
      await volumes.make(volume)
      const layer = layerOfVolume(volume.volume)
      await volumes.makeLayer({ ...base, layer, parent: volume.parent, source: { kind: 'volume' } }, untold)
      chain.push(layer)
    }
    const [, first, second, third] = chain as [LayerId, LayerId, LayerId, LayerId]
    const top = someVolume({ parent: third })
    await volumes.make(top)
    await assert.rejects(volumes.mergeLayer(second, third, untold.signal), { code: 'not-now' })
    await volumes.mergeLayer(third, base.layer, untold.signal)
    await volumes.mergeLayer(third, base.layer, untold.signal)
    assert.equal((await volumes.chain(top.volume)).length, 3)
    const parents = async (of: Volumes) => new Map((await of.list()).layers.map(seen => [seen.layer, seen.parent]))
    assert.equal((await parents(volumes)).get(third), base.layer)
    await assert.rejects(volumes.removeLayer(first), { code: 'in-use' })
    await volumes.removeLayer(second)
    await volumes.removeLayer(first)
    await volumes.mergeLayer(third, null, untold.signal)
    const again = await under.reborn()
    assert.deepEqual(
      await parents(again),
      new Map([
        [base.layer, null],
        [third, null],
      ]),
    )
    assert.equal((await again.chain(top.volume)).length, 2)
  })

  contract('a volume that is not there cannot become a layer', async ({ volumes }) => {
    const layer = someLayer('', { source: { kind: 'volume' } })
    await assert.rejects(volumes.makeLayer(layer, untold), { code: 'image-not-made' })
  })

  contract('after a crash of the daemon everything is found again', async under => {
    const layer = await madeLayer(under)
    const volume = someVolume({ parent: layer.layer })
    await under.volumes.make(volume)
    const before = await under.volumes.list()
    const chain = await under.volumes.chain(volume.volume)
    const again = await under.reborn()
    assert.deepEqual(await again.list(), before)
    assert.deepEqual(await again.chain(volume.volume), chain)
    await again.make(volume)
    await again.remove(volume.volume)
    await again.removeLayer(layer.layer)
    assert.deepEqual(await again.list(), { volumes: [], layers: [] })
  })

  contract('a change is told to who listens, until they stop', async ({ volumes }) => {
    let told = 0
    const end = volumes.onChange(() => {
      told += 1
    })
    await volumes.make(someVolume())
    assert.ok(told > 0)
    end()
    const before = told
    await volumes.make(someVolume())
    assert.equal(told, before)
  })

  contract('the size of the disk that it lives on is known', async ({ volumes }) => {
    const { diskBytes, diskAvailableBytes } = await volumes.facts()
    assert.ok(diskBytes > 0 && diskAvailableBytes > 0 && diskAvailableBytes <= diskBytes)
  })
}
