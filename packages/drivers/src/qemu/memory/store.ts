import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayerSeen, Log } from '@paddock/host-api'
import { endProcess, makeMemfd, type ProcessIdentity, processAlive, removeTree, sealMemfd } from '@paddock/linux'
import { type LayerId, Problem } from '@paddock/model'
import { ramBlock } from './capture.ts'
import { findKeepers, openKept, startKeeper } from './keeper.ts'
import { type LayerHead, readHead } from './layer-file.ts'
import { mergeLayers } from './merge-layers.ts'
import { type OpenLayer, readBlock, writeAt } from './read-layer.ts'
import { layerFileName, type StartingMemory, startingMemory } from './start-from.ts'

const ending = '.memory'
/** So long a layer stays in memory for the next copy: filling it again takes as long as reading it from the disk. */
const keptUnusedMs = 10 * 60_000
const unfinished = '.next'

/**
 * The memory layers of a host: a file each, named by id, and for those in use a sealed copy in memory that a keeper holds.
 *
 * A layer is there once its file has its name. Whatever is not finished goes at the next start of the daemon.
 */
export class MemoryStore {
  readonly #folder: string
  readonly #log: Log
  readonly #layers = new Map<LayerId, LayerHead & { readonly storedBytes: number }>()
  readonly #keepers = new Map<LayerId, ProcessIdentity>()
  /** When a layer in memory was last seen in use. */
  readonly #usedAt = new Map<LayerId, number>()
  /** Layers that are read by their places in the file, until nobody does. */
  readonly #reading = new Map<LayerId, Promise<void>>()
  readonly #filling = new Map<LayerId, Promise<ProcessIdentity>>()

  constructor(folder: string, log: Log) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    // As the kernel tells it of a keeper.
    this.#folder = realpathSync(folder)
    this.#log = log
  }

  /** Reads the folder, and removes what a crash left half made. */
  async load(): Promise<void> {
    const keepers = findKeepers()
    for (const name of readdirSync(this.#folder)) {
      if (name.includes(unfinished)) unlinkSync(join(this.#folder, name))
      if (!name.endsWith(ending)) continue
      const layer = name.slice(0, -ending.length) as LayerId
      try {
        await this.#takeIn(layer)
      } catch (cause) {
        this.#log.error({ err: cause, layer }, 'memory layer unreadable')
      }
    }
    for (const name of readdirSync(this.#folder, { withFileTypes: true })) {
      if (!name.isDirectory()) continue
      const keeper = keepers.get(join(this.#folder, name.name))
      if (keeper !== undefined && this.#layers.has(name.name as LayerId))
        this.#keepers.set(name.name as LayerId, keeper)
      else await this.#endKeeper(name.name as LayerId, keeper)
    }
  }

  list(): LayerSeen[] {
    return [...this.#layers].map(([layer, { manifest, checksum, storedBytes }]) => {
      const { accelerator, machineType, cpuModel, qemuVersion } = manifest.compatibility
      return {
        layer,
        parent: manifest.parent,
        state: 'present',
        progress: 1,
        step: '',
        storedBytes,
        virtualSizeBytes: manifest.blocks[ramBlock] ?? null,
        checksum,
        compatibility: { accelerator, machineType, cpuModel, qemuVersion },
        trouble: null,
      }
    })
  }

  has(layer: LayerId): boolean {
    return this.#layers.has(layer)
  }

  /** @throws Problem `disk-full` when the disk has no room for so much. */
  async demandRoom(mebibytes: number): Promise<void> {
    if ((await this.roomBytes()) < mebibytes * 1024 * 1024)
      throw new Problem('disk-full', 'The host’s disk has no room for the snapshot. Nothing of it was kept.')
  }

  async roomBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#folder)
    return bavail * bsize
  }

  /** Where what is captured for a layer goes, and where the layer is written. Both are gone after a crash. */
  workFiles(layer: LayerId): { capture: string; next: string } {
    return {
      capture: join(this.#folder, `${layer}${unfinished}.capture`),
      next: join(this.#folder, `${layer}${ending}${unfinished}`),
    }
  }

  /** Gives a written layer its name: from now on it is there. */
  async add(layer: LayerId): Promise<void> {
    this.#giveName(layer)
    await this.#takeIn(layer)
    this.dropWork(layer)
  }

  #giveName(layer: LayerId): void {
    renameSync(this.workFiles(layer).next, this.#file(layer))
    const folder = openSync(this.#folder, 'r')
    try {
      fsyncSync(folder)
    } finally {
      closeSync(folder)
    }
  }

  /** Removes what was made for a layer that is not to be. */
  dropWork(layer: LayerId): void {
    const { capture, next } = this.workFiles(layer)
    for (const file of [capture, `${capture}.devices`, next]) if (existsSync(file)) unlinkSync(file)
  }

  /** Removes a layer. Machines that went on from it keep what they have. @throws Problem `in-use` when another lies on it. */
  async remove(layer: LayerId): Promise<void> {
    this.dropWork(layer)
    if (!existsSync(this.#file(layer))) return
    if ([...this.#layers.values()].some(({ manifest }) => manifest.parent === layer))
      throw new Problem('in-use', 'Other memory still lies on it.')
    unlinkSync(this.#file(layer))
    this.#layers.delete(layer)
    await this.#endKeeper(layer, this.#keepers.get(layer))
  }

  /**
   * Lets a layer lie on one further down its chain, or on none: it takes up what is between, and holds what it held.
   *
   * @throws Problem `not-now`, `disk-full`
   */
  async merge(layer: LayerId, onto: LayerId | null, signal: AbortSignal): Promise<void> {
    const head = this.#layers.get(layer)
    if (head === undefined || head.manifest.parent === onto) return
    const chain = this.chain(layer)
    const end = onto === null ? chain.length : chain.findIndex(one => one.head.manifest.layer === onto)
    const [top, ...between] = chain.slice(0, end)
    if (top === undefined) throw new Problem('not-now', 'The memory does not lie on that one.')
    const storedBytes = [top, ...between].reduce((sum, one) => sum + statSync(one.file).blocks * 512, 0)
    await this.demandRoom(storedBytes / 1024 / 1024)
    const { next } = this.workFiles(layer)
    try {
      await mergeLayers([top, ...between], { file: next, parent: onto, signal })
      const merged = { ...(await readHead(next)), storedBytes: statSync(next).blocks * 512 }
      // What is read by its place in the old file has to be read first.
      while (this.#reading.has(layer)) await this.#reading.get(layer)
      if (this.#layers.get(layer) !== head) throw new Problem('not-now', 'The memory was changed meanwhile.')
      this.#giveName(layer)
      this.#layers.set(layer, merged)
    } finally {
      this.dropWork(layer)
    }
  }

  /** A layer and those below it, top first. @throws Problem `not-ready` */
  chain(layer: LayerId): OpenLayer[] {
    const chain: OpenLayer[] = []
    for (let id: LayerId | null = layer; id !== null; ) {
      const head = this.#layers.get(id)
      if (head === undefined) throw new Problem('not-ready', 'The memory is not on this host.')
      chain.push({ file: this.#file(id), head })
      id = head.manifest.parent
    }
    return chain
  }

  /** Makes a layer ready for a machine to go on from: filled into memory once, for all of them. */
  async open(layer: LayerId): Promise<StartingMemory> {
    const chain = this.chain(layer)
    const ids = chain.map(one => one.head.manifest.layer)
    const read = this.#read(ids)
    try {
      const memory = await this.#open(layer, chain)
      return {
        ...memory,
        close() {
          memory.close()
          read()
        },
      }
    } catch (cause) {
      read()
      throw cause
    }
  }

  /** Keeps the files of layers as they are until what it returns is called. */
  #read(layers: readonly LayerId[]): () => void {
    const { promise, resolve } = Promise.withResolvers<void>()
    for (const layer of layers) {
      const all = Promise.all([this.#reading.get(layer), promise]).then(() => {
        if (this.#reading.get(layer) === all) this.#reading.delete(layer)
      })
      this.#reading.set(layer, all)
    }
    return resolve
  }

  async #open(layer: LayerId, chain: readonly OpenLayer[]): Promise<StartingMemory> {
    for (let tries = 0; ; tries++) {
      const kept = openKept(await this.#keeper(layer, chain))
      if (kept !== null) return startingMemory(chain, kept)
      this.#keepers.delete(layer)
      if (tries > 0) throw new Error('The keeper of a memory layer does not hold it.')
    }
  }

  /** Gives back the memory of layers that no machine has gone on from for a while. To be called now and then. */
  async letGo(used: ReadonlySet<LayerId>, now = Date.now()): Promise<void> {
    for (const [layer, keeper] of this.#keepers) {
      const since = used.has(layer) || this.#filling.has(layer) ? now : (this.#usedAt.get(layer) ?? now)
      this.#usedAt.set(layer, since)
      if (now - since >= keptUnusedMs) await this.#endKeeper(layer, keeper)
    }
  }

  async #keeper(layer: LayerId, chain: readonly OpenLayer[]): Promise<ProcessIdentity> {
    const keeper = this.#keepers.get(layer)
    if (keeper !== undefined && processAlive(keeper)) return keeper
    const filling = this.#filling.get(layer) ?? this.#fill(layer, chain).finally(() => this.#filling.delete(layer))
    this.#filling.set(layer, filling)
    return filling
  }

  async #fill(layer: LayerId, chain: readonly OpenLayer[]): Promise<ProcessIdentity> {
    const folder = join(this.#folder, layer)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const fd = makeMemfd(layerFileName, chain[0]?.head.manifest.blocks[ramBlock] ?? 0)
    try {
      await readBlock(chain, ramBlock, (at, content) => writeAt(fd, at, content))
      sealMemfd(fd)
      const keeper = startKeeper(fd, folder)
      this.#keepers.set(layer, keeper)
      return keeper
    } finally {
      closeSync(fd)
    }
  }

  async #endKeeper(layer: LayerId, keeper: ProcessIdentity | undefined): Promise<void> {
    this.#keepers.delete(layer)
    this.#usedAt.delete(layer)
    if (keeper !== undefined) await endProcess(keeper, { graceMs: 100 })
    await removeTree(join(this.#folder, layer), this.#folder)
  }

  async #takeIn(layer: LayerId): Promise<void> {
    const head = await readHead(this.#file(layer))
    if (head.manifest.layer !== layer) throw new Error('The file is another layer.')
    this.#layers.set(layer, { ...head, storedBytes: statSync(this.#file(layer)).blocks * 512 })
  }

  #file(layer: LayerId): string {
    return join(this.#folder, `${layer}${ending}`)
  }
}
