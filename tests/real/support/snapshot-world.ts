import { execFileSync } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planMerges } from '@paddock/controller'
import { qcow2Volumes } from '@paddock/drivers'
import { type MemoryBlock, type MemoryLayers, memoryLayers } from '@paddock/drivers/contract'
import type { Volumes } from '@paddock/host'
import { removeTree } from '@paddock/linux'
import { type LayerId, layerOfVolume, type VolumeId } from '@paddock/model'
import { newDisk, newLayer, newVolume } from './machine-room.ts'

export const clusters = 12
const clusterBytes = 64 * 1024
export const pages = 40
const blocks = ['ram0', 'vga.vram'] as const
const untold = { progress() {}, signal: new AbortController().signal }

/** What a machine holds, as the model has it: a byte for each cluster of its disk and each page of its memory. */
export interface Content {
  readonly disk: number[]
  readonly memory: Record<MemoryBlock, number[]>
}
const copied = ({ disk, memory }: Content): Content => ({
  disk: [...disk],
  memory: { ram0: [...memory.ram0], 'vga.vram': [...memory['vga.vram']] },
})

export interface Kept {
  readonly name: number
  /** The one that it was taken after, in its machine's tree. */
  parent: Kept | null
  readonly disk: LayerId
  readonly memory: LayerId
  readonly content: Content
}

/** A machine with its tree of snapshots. What is its own since it went on from memory is in `written`. */
export interface Going {
  volume: VolumeId
  memory: LayerId | null
  written: Record<MemoryBlock, Map<number, number>>
  content: Content
  at: Kept | null
  readonly tree: Kept[]
}

/**
 * Machines and their snapshots on real qcow2 files and real layers of memory, without any QEMU, and beside them the model of what each
 * must hold.
 */
export async function snapshotWorld(t: { after(end: () => unknown): void }, bound: { disk: number; memory: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'pd-tree-'))
  const open = () => qcow2Volumes({ folder: join(folder, 'volumes'), recipes: new Map() })
  let volumes: Volumes = await open()
  const openMemories = () => memoryLayers(join(folder, 'memory'), pages)
  let memories: MemoryLayers = await openMemories()
  t.after(async () => {
    await volumes.close()
    await removeTree(folder, tmpdir())
  })
  const machines: Going[] = []
  let names = 0

  const fileOf = async (volume: VolumeId): Promise<string> => (await volumes.chain(volume))[0]?.file ?? ''
  const io = (file: string, words: readonly string[], commands: readonly string[]) =>
    execFileSync('qemu-io', [...words, '-f', 'qcow2', ...commands.flatMap(each => ['-c', each]), file], {
      stdio: 'pipe',
    })

  async function newTop(parent: LayerId | null): Promise<VolumeId> {
    const volume = newVolume()
    await volumes.make({ volume, disk: newDisk(), want: 'present', parent, sizeBytes: clusters * clusterBytes })
    return volume
  }

  async function begin(from: Kept | null): Promise<Going> {
    const none = { ram0: new Array<number>(pages).fill(0), 'vga.vram': new Array<number>(pages).fill(0) }
    const content = from === null ? { disk: new Array<number>(clusters).fill(0), memory: none } : copied(from.content)
    const written = { ram0: new Map<number, number>(), 'vga.vram': new Map<number, number>() }
    const volume = await newTop(from?.disk ?? null)
    return { volume, memory: from?.memory ?? null, written, content, at: null, tree: [] }
  }

  /** Every layer that is there, as the controller would know it. */
  async function standing() {
    const named = new Set<LayerId>()
    for (const { memory, tree } of machines) {
      if (memory !== null) named.add(memory)
      for (const kept of tree) for (const layer of [kept.disk, kept.memory]) named.add(layer)
    }
    const parents = new Map((await volumes.list()).layers.map(({ layer, parent }) => [layer, parent ?? null]))
    for (const { volume } of machines) {
      const below = (await volumes.chain(volume))[1]?.file
      const layer = [...parents.keys()].find(id => below?.includes(id))
      if (layer !== undefined) named.add(layer)
    }
    const kinds = new Map([...parents.keys()].map(layer => [layer, 'disk' as 'disk' | 'memory']))
    for (const [layer, parent] of memories.parents()) {
      parents.set(layer, parent)
      kinds.set(layer, 'memory')
    }
    const depth = (layer: LayerId | null): number => (layer === null ? 0 : 1 + depth(parents.get(layer) ?? null))
    return [...parents].map(([id, parent]) => ({
      ...{ id, parent, kind: kinds.get(id) ?? 'disk', named: named.has(id), steady: true },
      children: [...parents.values()].filter(other => other === id).length,
      depth: depth(id),
    }))
  }

  return {
    machines,
    boot: async () => void machines.push(await begin(null)),
    copy: async (kept: Kept) => void machines.push(await begin(kept)),
    async write(going: Going, disk: ReadonlyMap<number, number>, memory: Going['written']) {
      const commands = [...disk].map(([cluster, byte]) => {
        const place = `${cluster * clusterBytes} ${clusterBytes}`
        return byte === 0 ? `write -z ${place}` : `write -P ${byte} ${place}`
      })
      if (commands.length > 0) io(await fileOf(going.volume), ['-t', 'unsafe'], commands)
      for (const [cluster, byte] of disk) going.content.disk[cluster] = byte
      for (const block of blocks)
        for (const [page, byte] of memory[block]) {
          going.content.memory[block][page] = byte
          going.written[block].set(page, byte)
        }
    },
    async snapshot(going: Going) {
      const disk = layerOfVolume(going.volume)
      const memory = newLayer()
      const volume = await newTop(disk)
      await volumes.makeLayer(
        { layer: disk, want: 'present', kind: 'disk', format: 'qcow2', parent: null, source: { kind: 'volume' } },
        untold,
      )
      await memories.write(memory, going.memory, going.written)
      going.volume = volume
      const kept: Kept = { name: names++, parent: going.at, disk, memory, content: copied(going.content) }
      going.tree.push(kept)
      going.at = kept
    },
    async revert(going: Going, kept: Kept) {
      const former = going.volume
      Object.assign(going, { ...(await begin(kept)), tree: going.tree, at: kept })
      await volumes.remove(former)
    },
    /** Deletes exactly one: what was taken after it hangs on the one before it. */
    remove(going: Going, kept: Kept) {
      going.tree.splice(going.tree.indexOf(kept), 1)
      for (const other of going.tree) if (other.parent === kept) other.parent = kept.parent
      if (going.at === kept) going.at = kept.parent
    },
    async end(going: Going) {
      machines.splice(machines.indexOf(going), 1)
      await volumes.remove(going.volume)
    },
    /** Merges what can be, until nothing more can. @returns how many layers were put on others */
    async merge(): Promise<number> {
      let done = 0
      for (;;) {
        const layers = await standing()
        const merges = planMerges(layers, bound)
        if (merges.length === 0) return done
        for (const { layer, onto } of merges)
          if (layers.find(({ id }) => id === layer)?.kind === 'memory') await memories.merge(layer, onto)
          else await volumes.mergeLayer(layer, onto, untold.signal)
        done += merges.length
      }
    },
    /** Removes what nothing names and nothing lies on, until there is none. @returns what is left */
    async collect() {
      for (;;) {
        const layers = await standing()
        const gone = layers.filter(({ named, children }) => !named && children === 0)
        if (gone.length === 0) return layers
        for (const { id, kind } of gone) await (kind === 'memory' ? memories.remove(id) : volumes.removeLayer(id))
      }
    },
    /** As after a crash of the daemon: everything is found again by what is on the disk. */
    async reborn() {
      await volumes.close()
      volumes = await open()
      memories = await openMemories()
    },
    /** @throws Error when the disk or the memory of a snapshot is not what it was */
    async check(kept: Kept): Promise<{ memory: Record<MemoryBlock, number[]> }> {
      readsAs((await volumes.layer(kept.disk)).file, kept.content.disk)
      return { memory: await memories.read(kept.memory) }
    },
    async checkDisk(going: Going) {
      readsAs(await fileOf(going.volume), going.content.disk)
    },
  }

  /** qemu-io fails when it finds something else. */
  function readsAs(file: string, disk: readonly number[]): void {
    io(
      file,
      ['-r'],
      disk.map((byte, cluster) => `read -P ${byte} ${cluster * clusterBytes} ${clusterBytes}`),
    )
  }
}
