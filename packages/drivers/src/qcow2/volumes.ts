import { chmodSync, constants, copyFileSync, linkSync, mkdirSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageFile, Volumes } from '@paddock/host'
import type { LayerSeen, LayerWanted, VolumeSeen, VolumeWanted } from '@paddock/host-api'
import { run } from '@paddock/linux'
import { type LayerId, layerOfVolume, Problem, type VolumeId } from '@paddock/model'
import { type MadeImage, type Recipe, recipes as starterRecipes } from '@paddock/starter'
import { emptyImage } from './header.ts'
import { inspected } from './inspect.ts'
import { mergeLayer } from './merge.ts'
import { type ImageId, type ImageRecord, nameOf, Pool, writeNew } from './pool.ts'

export interface Qcow2VolumesOptions {
  /** A folder of its own, which root alone may enter. */
  readonly folder: string
  /** How layers are made. Default: the starter library's. */
  readonly recipes?: ReadonlyMap<string, Pick<Recipe, 'make'>>
  /** Where recipes keep packages. Default: inside `folder`. */
  readonly cacheFolder?: string
  /** Where recipes keep finished images, so that they are made once; several installations may share it. Default: inside `folder`. */
  readonly madeFolder?: string
}

/** Growing rewrites a few hundred bytes; a busy disk may be slow about it. */
const resizeTimeoutMs = 60_000

/** Keeps disks as chains of qcow2 files: ARCHITECTURE, "Disks". */
export async function qcow2Volumes(options: Qcow2VolumesOptions): Promise<Volumes> {
  const recipes = options.recipes ?? starterRecipes
  const imagesFolder = join(options.folder, 'images')
  const madeFolder = options.madeFolder ?? join(options.folder, 'made')
  for (const folder of [imagesFolder, madeFolder]) mkdirSync(folder, { recursive: true, mode: 0o700 })
  const pool = new Pool(imagesFolder)
  await pool.load()
  const listeners = new Set<() => void>()
  const changed = (): void => {
    for (const listener of [...listeners]) listener()
  }

  function imageFile(record: ImageRecord): ImageFile {
    const virtualSizeBytes =
      record.format === 'qcow2' ? inspected(pool, record).virtualSizeBytes : statSync(pool.file(record)).size
    return { file: pool.file(record), format: record.format, virtualSizeBytes }
  }

  /** How an image is. One that cannot be used is shown as failed, and hides no other. */
  function state(
    record: ImageRecord,
  ): Pick<VolumeSeen, 'state' | 'storedBytes' | 'trouble'> & { image: ImageFile | null } {
    try {
      const storedBytes = pool.storedBytes(record)
      return { state: 'present', storedBytes, trouble: null, image: imageFile(record) }
    } catch (cause) {
      const message = cause instanceof Problem ? cause.message : 'The image cannot be read.'
      return { state: 'failed', storedBytes: 0, trouble: { code: 'image-not-made', message }, image: null }
    }
  }

  function volumeSeen(record: ImageRecord): VolumeSeen {
    const { image: _, ...seen } = state(record)
    return { volume: record.id as VolumeId, ...seen }
  }

  function layerSeen(record: ImageRecord): LayerSeen {
    const { image, ...seen } = state(record)
    const virtualSizeBytes = image?.virtualSizeBytes ?? null
    return {
      layer: record.id as LayerId,
      progress: 1,
      step: '',
      virtualSizeBytes,
      parent: record.parent,
      checksum: record.checksum,
      compatibility: null,
      ...seen,
    }
  }

  function layerFile(layer: LayerId): ImageFile {
    const record = pool.records.get(layer)
    if (record === undefined) throw new Problem('not-ready', 'The image is not on this host.')
    return imageFile(record)
  }

  /** Makes the file, empty, on its parent. The guest sees at least what the parent holds. */
  function create({ volume, parent, sizeBytes }: VolumeWanted): void {
    const below = parent === null ? null : layerFile(parent)
    const belowRecord = parent === null ? undefined : pool.records.get(parent)
    const image = emptyImage({
      virtualSizeBytes: Math.max(sizeBytes, below?.virtualSizeBytes ?? 0),
      backing: belowRecord === undefined ? null : { file: nameOf(belowRecord), format: belowRecord.format },
    })
    const record = { id: volume, is: 'volume', kind: 'disk', format: 'qcow2', parent, checksum: null } as const
    pool.add(record, path => writeNew(path, image))
  }

  /** A volume grows, and never shrinks. QEMU's lock keeps a running machine's from being touched. */
  async function grow(record: ImageRecord, sizeBytes: number): Promise<void> {
    const { file, virtualSizeBytes } = imageFile(record)
    if (virtualSizeBytes >= sizeBytes) return
    // It opens the whole chain.
    chainOf(record.id)
    await run(['qemu-img', 'resize', '-q', '-f', 'qcow2', file, `${sizeBytes}`], { timeoutMs: resizeTimeoutMs })
  }

  function chainOf(volume: ImageId): ImageFile[] {
    const files: ImageFile[] = []
    for (let id: ImageId | null = volume; id !== null; ) {
      const record: ImageRecord | undefined = pool.records.get(id)
      if (record === undefined) throw new Problem('not-found', 'The disk is not on this host.')
      files.push(imageFile(record))
      id = record.parent
    }
    return files
  }

  async function fromRecipe(
    layer: LayerWanted & { source: { kind: 'recipe' } },
    told: Parameters<Volumes['makeLayer']>[1],
  ): Promise<void> {
    const recipe = recipes.get(layer.source.recipe)
    if (recipe === undefined) throw new Problem('image-not-made', `This host knows no recipe "${layer.source.recipe}".`)
    const made: MadeImage = await recipe.make({
      folder: madeFolder,
      cacheFolder: options.cacheFolder ?? join(options.folder, 'packages'),
      signal: told.signal,
      onProgress: ({ step, fraction }) => told.progress(step, fraction),
    })
    if (made.format !== layer.format || made.kind !== layer.kind)
      throw new Problem('image-not-made', 'The recipe made something else than was asked for.')
    const record = {
      id: layer.layer,
      is: 'layer',
      kind: layer.kind,
      format: layer.format,
      parent: null,
      checksum: made.checksum,
    } as const
    // One file with two names: neither is ever written again.
    pool.add(record, path => linkOrCopy(made.file, path))
    if (record.format === 'qcow2') inspected(pool, record)
  }

  /** The volume's file stays what it is, and is never written again. */
  function seal(layer: LayerId): void {
    const record = pool.records.get(layer)
    if (record === undefined) throw new Problem('image-not-made', 'The disk that it was made of is not here.')
    if (record.is === 'layer') return
    chmodSync(pool.file(record), 0o400)
    pool.change({ ...record, is: 'layer' })
  }

  function remove(id: ImageId): void {
    if (!pool.records.has(id)) return
    if (pool.hasChildren(id)) throw new Problem('in-use', 'Disks still lie on the image.')
    pool.remove(id)
    changed()
  }

  return {
    async facts() {
      const disk = await statfs(options.folder)
      return { diskBytes: disk.blocks * disk.bsize, diskAvailableBytes: disk.bavail * disk.bsize }
    },
    async list() {
      const all = [...pool.records.values()]
      return {
        volumes: all.filter(({ is }) => is === 'volume').map(volumeSeen),
        layers: all.filter(({ is }) => is === 'layer').map(layerSeen),
      }
    },
    async make(volume) {
      const record = pool.records.get(volume.volume)
      if (record === undefined) create(volume)
      else await grow(record, volume.sizeBytes)
      changed()
    },
    async remove(volume) {
      remove(volume)
    },
    async makeLayer(layer, told) {
      const { source } = layer
      if (source.kind === 'volume') seal(layer.layer)
      else if (source.kind === 'recipe' && !pool.records.has(layer.layer)) await fromRecipe({ ...layer, source }, told)
      changed()
    },
    async mergeLayer(layer, onto, signal) {
      try {
        await mergeLayer(pool, { layer, onto, signal })
      } finally {
        changed()
      }
    },
    async removeLayer(layer) {
      remove(layer)
    },
    async chain(volume) {
      return chainOf(layerOfVolume(volume))
    },
    layer: async layer => layerFile(layer),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      listeners.clear()
    },
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : ''
    if (code !== 'EXDEV' && code !== 'EMLINK' && code !== 'EPERM') throw cause
    copyFileSync(from, to, constants.COPYFILE_FICLONE)
  }
}
