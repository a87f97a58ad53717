import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayerId, VolumeId } from '@paddock/model'
import { headerReadBytes, readHeader } from './header.ts'

/** Volume or layer: a sealed volume keeps its id and its file. */
export type ImageId = VolumeId | LayerId

/**
 * What is known of an image beside its bytes. Formats and parents stand here and are never taken from the image: what it says of itself has
 * to agree.
 */
export interface ImageRecord {
  readonly id: ImageId
  /** `volume`: written by a machine. `layer`: never again. */
  readonly is: 'volume' | 'layer'
  readonly kind: 'disk' | 'iso'
  readonly format: 'qcow2' | 'raw'
  readonly parent: LayerId | null
  /** SHA-256 of the file, in hex, for one that was made from a recipe. */
  readonly checksum: string | null
  /** While it is put on another image, which it lies on from the moment on that its file says so. */
  readonly onto?: { readonly parent: LayerId | null }
}

const imageName = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(qcow2|raw|json)$/

export const nameOf = (record: Pick<ImageRecord, 'id' | 'format'>): string => `${record.id}.${record.format}`

/** The files of a pool: an image and its record each, named by the image's id. Names never change. */
export class Pool {
  readonly #folder: string
  readonly records = new Map<ImageId, ImageRecord>()

  constructor(folder: string) {
    this.#folder = folder
  }

  file(record: Pick<ImageRecord, 'id' | 'format'>): string {
    return join(this.#folder, nameOf(record))
  }

  #recordFile(id: ImageId): string {
    return join(this.#folder, `${id}.json`)
  }

  /** Reads the folder, and removes what a crash left half made: records without an image, and files that were still being written. */
  async load(): Promise<void> {
    const names = await readdir(this.#folder)
    const changing: ImageRecord[] = []
    const there = new Set(names)
    for (const name of names) {
      if (name.endsWith('.next')) unlinkSync(join(this.#folder, name))
      const [, id, ending] = imageName.exec(name) ?? []
      if (id === undefined || ending !== 'json') continue
      const record = JSON.parse(await readFile(join(this.#folder, name), 'utf8')) as ImageRecord
      if (there.has(nameOf(record))) this.records.set(record.id, record)
      else unlinkSync(join(this.#folder, name))
      if (record.onto !== undefined) changing.push(record)
    }
    for (const record of changing) this.#settle(record)
  }

  /** Finds out what an image lies on whose daemon died while that was changed: its file tells. */
  #settle({ onto, ...record }: ImageRecord): void {
    const below = onto?.parent ? this.records.get(onto.parent) : undefined
    const { backingFile } = readHeader(this.beginning(record, headerReadBytes))
    const isNew = onto !== undefined && backingFile === (below === undefined ? null : nameOf(below))
    this.change(isNew ? { ...record, parent: onto.parent } : record)
  }

  /** Where a new file for an image is made that is there. Gone after a crash. */
  nextFile(record: ImageRecord): string {
    return `${this.file(record)}.next`
  }

  /**
   * Puts the file that was made for an image in the place of the one that it has. It holds the same, and lies on another.
   *
   * Whoever has the former open keeps it.
   */
  replace(record: ImageRecord, parent: LayerId | null): void {
    const next = this.nextFile(record)
    sync(next)
    this.change({ ...record, onto: { parent } })
    renameSync(next, this.file(record))
    sync(this.#folder)
    this.change({ ...record, parent })
  }

  /** Takes in an image that `make` puts at the path it is given. Durable when it returns; after a crash it is there whole or not at all. */
  add(record: ImageRecord, make: (path: string) => void): void {
    const next = `${this.file(record)}.next`
    try {
      make(next)
      sync(next)
      this.#writeRecord(record)
    } catch (cause) {
      // A disk that is full has its room back at once.
      for (const path of [next, this.#recordFile(record.id), `${this.#recordFile(record.id)}.next`]) removeFile(path)
      throw cause
    }
    renameSync(next, this.file(record))
    sync(this.#folder)
    this.records.set(record.id, record)
  }

  /** Changes what is known of an image. */
  change(record: ImageRecord): void {
    this.#writeRecord(record)
    sync(this.#folder)
    this.records.set(record.id, record)
  }

  /** Removes an image with all that lies beside it. */
  remove(id: ImageId): void {
    const record = this.records.get(id)
    if (record === undefined) return
    unlinkSync(this.file(record))
    this.records.delete(id)
    for (const path of [`${this.file(record)}.nvram`, this.#recordFile(id)]) removeFile(path)
    sync(this.#folder)
  }

  /** Gives a file that is written its name. */
  give(next: string, file: string): void {
    sync(next)
    renameSync(next, file)
  }

  storedBytes(record: ImageRecord): number {
    return statSync(this.file(record)).blocks * 512
  }

  /** True when another image lies on this one. */
  hasChildren(id: ImageId): boolean {
    return [...this.records.values()].some(record => record.parent === id)
  }

  /** The first bytes of an image. */
  beginning(record: ImageRecord, bytes: number): Buffer {
    const fd = openSync(this.file(record), constants.O_RDONLY | constants.O_NOFOLLOW)
    try {
      const buffer = Buffer.alloc(bytes)
      return buffer.subarray(0, readSync(fd, buffer, 0, bytes, 0))
    } finally {
      closeSync(fd)
    }
  }

  #writeRecord(record: ImageRecord): void {
    const next = `${this.#recordFile(record.id)}.next`
    writeNew(next, Buffer.from(JSON.stringify(record)))
    sync(next)
    renameSync(next, this.#recordFile(record.id))
  }
}

/** Removes a file, if it is there. */
function removeFile(path: string): void {
  try {
    unlinkSync(path)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
  }
}

/** Writes a file that only root may read. */
export function writeNew(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW, 0o600)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at)
  } finally {
    closeSync(fd)
  }
}

/** Brings a file's bytes, or a folder's names, to the disk. */
function sync(path: string): void {
  const fd = openSync(path, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
