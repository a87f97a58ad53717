import type { ImageFile, Volumes } from '@paddock/host'
import { type LayerId, layerOfVolume, Problem, type VolumeId } from '@paddock/model'
import { type SimOptions, simulation } from './options.ts'
import { listen, tell } from './state.ts'

const GiB = 1024 ** 3
/** What a simulated image measures. */
const layerBytes = 2 * GiB
const overlayBytes = 196_608

/** Simulated disks: ids and sizes, and the rules that real files have. */
export function simVolumes(
  options: SimOptions & { readonly diskBytes?: number; readonly knowsRecipe?: (recipe: string) => boolean },
): Volumes {
  const sim = simulation(options)
  const { volumes, layers, runs, violations } = sim.state
  const diskBytes = options.diskBytes ?? 1000 * GiB
  const endListening: (() => void)[] = []
  const volumeOf = (layer: LayerId) => layer as string as VolumeId

  const isWritten = (volume: VolumeId): boolean =>
    [...runs.values()].some(run => run.power !== 'ended' && run.machine.disks.some(disk => disk.volume === volume))

  function layerFile(layer: LayerId): ImageFile {
    const image = layers.get(layer)
    const volume = volumes.get(volumeOf(layer))
    if (image !== undefined)
      return {
        file: `/sim/layers/${layer}`,
        format: image.wanted.format === 'raw' ? 'raw' : 'qcow2',
        virtualSizeBytes: image.virtualSizeBytes,
      }
    if (volume !== undefined)
      return { file: `/sim/volumes/${layer}`, format: 'qcow2', virtualSizeBytes: volume.sizeBytes }
    throw new Problem('not-ready', 'The image is not on this host.')
  }

  function parentOf(layer: LayerId): LayerId | null {
    return layers.get(layer)?.wanted.parent ?? volumes.get(volumeOf(layer))?.wanted.parent ?? null
  }

  return {
    facts: async () => ({ diskBytes, diskAvailableBytes: diskBytes - volumes.size * overlayBytes }),
    list: async () => ({
      volumes: [...volumes.keys()].map(volume => ({
        volume,
        state: 'present' as const,
        storedBytes: overlayBytes,
        trouble: null,
      })),
      layers: [...layers].map(([layer, image]) => ({
        layer,
        parent: image.wanted.parent,
        state: 'present' as const,
        progress: 1,
        step: '',
        storedBytes: layerBytes / 8,
        virtualSizeBytes: image.virtualSizeBytes,
        checksum: image.wanted.source.kind === 'recipe' ? checksumOf(layer) : null,
        compatibility: null,
        trouble: null,
      })),
    }),
    async make(wanted) {
      await sim.step('volumes.make', sim.latencies.volumeMs)
      const former = volumes.get(wanted.volume)
      const parentBytes = wanted.parent === null ? 0 : layerFile(wanted.parent).virtualSizeBytes
      volumes.set(wanted.volume, {
        wanted: former?.wanted ?? wanted,
        sizeBytes: Math.max(wanted.sizeBytes, parentBytes, former?.sizeBytes ?? 0),
      })
      tell(sim.state, 'volumes')
    },
    async remove(volume) {
      await sim.step('volumes.remove', sim.latencies.volumeMs / 4)
      if (!volumes.has(volume)) return
      if (isWritten(volume)) violations.push(`volume ${volume} removed under a machine`)
      volumes.delete(volume)
      tell(sim.state, 'volumes')
    },
    async makeLayer(layer, told) {
      if (layers.has(layer.layer)) return
      if (layer.source.kind === 'volume') {
        await sim.step('volumes.makeLayer', 0)
        const volume = volumes.get(volumeOf(layer.layer))
        if (volume === undefined) throw new Problem('image-not-made', 'The disk that it was made of is not here.')
        layers.set(layer.layer, { wanted: layer, virtualSizeBytes: volume.sizeBytes })
        volumes.delete(volumeOf(layer.layer))
      } else if (layer.source.kind === 'recipe') {
        if (options.knowsRecipe?.(layer.source.recipe) === false)
          throw new Problem('image-not-made', `This host knows no recipe "${layer.source.recipe}".`)
        if (layer.parent !== null) layerFile(layer.parent)
        const aborted = brokenOff(told.signal)
        for (let part = 0; part < 20; part += 1) {
          told.signal.throwIfAborted()
          told.progress(part < 10 ? 'Unpacking packages' : 'Writing the image', part / 20)
          await Promise.race([sim.step('volumes.makeLayer', sim.latencies.layerMs / 20), aborted])
        }
        layers.set(layer.layer, { wanted: layer, virtualSizeBytes: layerBytes })
      }
      tell(sim.state, 'volumes')
    },
    async mergeLayer(layer, onto, signal) {
      const image = layers.get(layer)
      if (image === undefined || image.wanted.parent === onto) return
      if (isWritten(volumeOf(layer))) violations.push(`layer ${layer} merged under a machine`)
      const below: (LayerId | null)[] = []
      for (let id = image.wanted.parent; id !== null; id = parentOf(id)) below.push(id)
      if (onto !== null && !below.includes(onto)) throw new Problem('not-now', 'The image does not lie on that one.')
      await sim.step('volumes.mergeLayer', sim.latencies.layerMs / 20)
      signal.throwIfAborted()
      layers.set(layer, { ...image, wanted: { ...image.wanted, parent: onto } })
      tell(sim.state, 'volumes')
    },
    async removeLayer(layer) {
      await sim.step('volumes.removeLayer', 0)
      const children = [...volumes.values(), ...layers.values()].filter(({ wanted }) => wanted.parent === layer)
      if (children.length > 0) throw new Problem('in-use', 'Disks still lie on the image.')
      const gone = layers.delete(layer) || volumes.delete(volumeOf(layer))
      if (gone) tell(sim.state, 'volumes')
    },
    async chain(volume) {
      const top = volumes.get(volume)
      if (top === undefined) throw new Problem('not-found', 'The disk is not on this host.')
      const files = [layerFile(layerOfVolume(volume))]
      for (let layer = top.wanted.parent; layer !== null; layer = parentOf(layer)) files.push(layerFile(layer))
      return files
    },
    layer: async layer => layerFile(layer),
    onChange(listener) {
      const end = listen(sim.state, 'volumes', listener)
      endListening.push(end)
      return end
    },
    async close() {
      for (const end of endListening) end()
    },
  }
}

/** As long as a SHA-256, and another one for every layer. */
const checksumOf = (layer: LayerId): string => layer.replaceAll('-', '').repeat(2)

/** Fails as soon as the work is broken off. */
function brokenOff(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  return promise
}
