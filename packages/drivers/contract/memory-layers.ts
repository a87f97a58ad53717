import { mkdirSync, writeFileSync } from 'node:fs'
import { noLog } from '@paddock/host-api'
import type { LayerId } from '@paddock/model'
import { type CapturedBlock, newBlock, pageBytes, ramBlock, screenBlock, zeroPage } from '../src/qemu/memory/capture.ts'
import type { Compatibility } from '../src/qemu/memory/layer-file.ts'
import { readBlock, readDevices } from '../src/qemu/memory/read-layer.ts'
import { MemoryStore } from '../src/qemu/memory/store.ts'
import { writeLayer } from '../src/qemu/memory/write-layer.ts'

const compatibility: Compatibility = {
  ...{ accelerator: 'tcg', machineType: 'some', cpuModel: 'some', qemuVersion: '1', cores: 1, memoryMiB: 32 },
  ...{ firmware: 'bios', profile: 'linux', diskSlots: [], nicSlots: [] },
}
const blocks = [ramBlock, screenBlock] as const
export type MemoryBlock = (typeof blocks)[number]

/** What is captured of a machine: the content of pages by their number, one byte for all of a page; 0 is a page of zeros. */
export type CapturedPages = Readonly<Record<MemoryBlock, ReadonlyMap<number, number>>>

/** The real layers of memory of a host, written and read without any machine. */
export interface MemoryLayers {
  /** Keeps what was captured as a layer. On a parent: what differs from it. */
  write(layer: LayerId, parent: LayerId | null, captured: CapturedPages): Promise<void>
  /** The first byte of each page that a machine would go on with. @throws Error when a page is not of one byte, or a file is damaged */
  read(layer: LayerId): Promise<Record<MemoryBlock, number[]>>
  merge(layer: LayerId, onto: LayerId | null): Promise<void>
  remove(layer: LayerId): Promise<void>
  parents(): ReadonlyMap<LayerId, LayerId | null>
}

export async function memoryLayers(folder: string, pages: number): Promise<MemoryLayers> {
  mkdirSync(folder, { recursive: true })
  const store = new MemoryStore(folder, noLog)
  await store.load()
  const { signal } = new AbortController()
  return {
    async write(layer, parent, captured) {
      const { capture: file, next } = store.workFiles(layer)
      const full: Buffer[] = []
      const made = new Map<string, CapturedBlock>()
      for (const name of blocks) {
        const block = newBlock(pages * pageBytes)
        for (const [page, byte] of captured[name]) {
          block.at[page] = byte === 0 ? zeroPage : full.length * pageBytes
          if (byte !== 0) full.push(Buffer.alloc(pageBytes, byte))
        }
        made.set(name, block)
      }
      writeFileSync(file, Buffer.concat(full))
      const devices = Buffer.from(`devices of ${layer}`)
      await writeLayer({ file, blocks: made, devices }, { file: next, layer, parent, compatibility, signal })
      await store.add(layer)
    },
    async read(layer) {
      const chain = store.chain(layer)
      const found: Record<MemoryBlock, number[]> = { [ramBlock]: [], [screenBlock]: [] }
      for (const name of blocks) {
        found[name] = new Array<number>(pages).fill(0)
        await readBlock(chain, name, (at, content) => {
          for (let from = 0; from < content.length; from += pageBytes) {
            const byte = content[from] ?? 0
            if (!content.subarray(from, from + pageBytes).equals(Buffer.alloc(pageBytes, byte)))
              throw new Error('A page is torn.')
            found[name][(at + from) / pageBytes] = byte
          }
        })
      }
      const [top] = chain
      if (top === undefined || (await readDevices(top)).toString() !== `devices of ${layer}`)
        throw new Error('The devices are of another layer.')
      return found
    },
    merge: (layer, onto) => store.merge(layer, onto, signal),
    remove: layer => store.remove(layer),
    parents: () => new Map(store.list().map(seen => [seen.layer, seen.parent ?? null])),
  }
}
