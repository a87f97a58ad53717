import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs'
import { pageBytes } from './capture.ts'

/** Where a block of a machine's memory is in its QEMU. */
export interface Mapping {
  readonly address: number
  readonly bytes: number
}

/** A mapping of /proc/PID/maps that may be written. Source: proc_pid_maps(5). */
const line = /^([0-9a-f]+)-([0-9a-f]+) rw-(p|s) [0-9a-f]+ \S+ \d+\s*(.*)$/

/**
 * Finds the one mapping of a process that is of this size and this kind. `file` is a part of its file's name; null: it has no file.
 *
 * @throws Error when there is none, or more than one that could be it.
 */
export function findMapping(pid: number, want: { bytes: number; file: string | null }): Mapping {
  const found: Mapping[] = []
  for (const text of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const [, from = '', to = '', , name = ''] = line.exec(text) ?? []
    const address = Number.parseInt(from, 16)
    const bytes = Number.parseInt(to, 16) - address
    if (bytes !== want.bytes) continue
    if (want.file === null ? name === '' : name.includes(want.file)) found.push({ address, bytes })
  }
  const [mapping] = found
  if (mapping === undefined || found.length > 1)
    throw new Error(`${found.length} mappings of QEMU could be the machine's memory.`)
  return mapping
}

/** Bytes of an entry of /proc/PID/pagemap. Source: admin-guide/mm/pagemap.rst. */
const entryBytes = 8
/** Bits of its highest byte: the page is there (63), swapped out (62), belongs to a file or is shared (61). */
const isThere = 0x80
const isSwapped = 0x40
const isFiles = 0x20

/** Pages of a private mapping that the process has written: its own copies, and no longer the file's pages. In rows of first and count. */
export function ownPages(pid: number, { address, bytes }: Mapping): [number, number][] {
  const entries = Buffer.allocUnsafe((bytes / pageBytes) * entryBytes)
  withFile(`/proc/${pid}/pagemap`, constants.O_RDONLY, fd => {
    const from = (address / pageBytes) * entryBytes
    for (let have = 0; have < entries.length; ) {
      const read = readSync(fd, entries, have, entries.length - have, from + have)
      if (read === 0) throw new Error('The map of the pages ends too early.')
      have += read
    }
  })
  const rows: [number, number][] = []
  let row: [number, number] | null = null
  for (let at = entryBytes - 1, page = 0; at < entries.length; at += entryBytes, page++) {
    const bits = entries[at] ?? 0
    const own = (bits & isSwapped) !== 0 || ((bits & isThere) !== 0 && (bits & isFiles) === 0)
    if (own && row !== null) row[1]++
    else row = own ? [page, 1] : null
    if (row?.[1] === 1) rows.push(row)
  }
  return rows
}

/** Works on the memory of a process. It should stand still meanwhile. */
export function withMemory<T>(pid: number, work: (memory: ProcessMemory) => T): T {
  return withFile(`/proc/${pid}/mem`, constants.O_RDWR, fd => work(new ProcessMemory(fd)))
}

export class ProcessMemory {
  readonly #fd: number

  constructor(fd: number) {
    this.#fd = fd
  }

  read(address: number, into: Buffer): void {
    for (let have = 0; have < into.length; ) {
      const read = readSync(this.#fd, into, have, into.length - have, address + have)
      if (read === 0) throw new Error('The memory of QEMU cannot be read.')
      have += read
    }
  }

  write(address: number, from: Buffer): void {
    for (let done = 0; done < from.length; ) done += writeSync(this.#fd, from, done, from.length - done, address + done)
  }
}

function withFile<T>(path: string, flags: number, work: (fd: number) => T): T {
  const fd = openSync(path, flags)
  try {
    return work(fd)
  } finally {
    closeSync(fd)
  }
}
