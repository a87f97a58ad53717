/**
 * Writes a small ISO 9660 image with Joliet names: the root folder and the files in it.
 *
 * Enough for a seed of a few kilobytes, and made in memory, so that no process is started for it. Every number stands twice, once in each
 * order of bytes. Source: ECMA-119; Joliet specification of 1995.
 */
export function isoImage(label: string, files: ReadonlyMap<string, Uint8Array>): Buffer {
  const list = [...files].map(([name, content]) => ({ name, content })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const place = { pathTable: [19, 20], jolietTable: [21, 22], root: 23, jolietRoot: 24, files: 25 } as const
  let next: number = place.files
  const extents = list.map(file => {
    const at = next
    next += Math.max(1, Math.ceil(file.content.length / sector))
    return at
  })
  const folder = (self: number, identifier: (name: string) => Buffer): Buffer => {
    const records = [record(Buffer.of(0), self, sector, true), record(Buffer.of(1), self, sector, true)]
    list.forEach(({ name, content }, at) => {
      records.push(record(identifier(name), extents[at] ?? 0, content.length, false))
    })
    const whole = Buffer.concat(records)
    if (whole.length > sector) throw new Error('Too many files for a small image.')
    return padded(whole, sector)
  }
  const image = Buffer.alloc(next * sector)
  const put = (at: number, bytes: Uint8Array) => image.set(bytes, at * sector)
  put(
    16,
    volume({
      type: 1,
      label: ascii(label, 32),
      blocks: next,
      root: place.root,
      tables: place.pathTable,
      joliet: false,
    }),
  )
  put(
    17,
    volume({
      type: 2,
      label: wide(label, 32),
      blocks: next,
      root: place.jolietRoot,
      tables: place.jolietTable,
      joliet: true,
    }),
  )
  put(18, Buffer.from('\xffCD001\x01', 'latin1'))
  put(place.pathTable[0], pathTable(place.root, 'little'))
  put(place.pathTable[1], pathTable(place.root, 'big'))
  put(place.jolietTable[0], pathTable(place.jolietRoot, 'little'))
  put(place.jolietTable[1], pathTable(place.jolietRoot, 'big'))
  put(place.root, folder(place.root, plainName))
  put(
    place.jolietRoot,
    folder(place.jolietRoot, name => Buffer.from(name, 'utf16le').swap16()),
  )
  list.forEach(({ content }, at) => {
    put(extents[at] ?? 0, content)
  })
  return image
}

const sector = 2048

/** Names for readers without Joliet: eight and three capitals, with a version. */
function plainName(name: string): Buffer {
  const [stem = '', extension = ''] = name.toUpperCase().replaceAll('-', '_').split('.')
  return Buffer.from(`${stem.slice(0, 8)}.${extension.slice(0, 3)};1`, 'ascii')
}

const ascii = (text: string, bytes: number): Buffer => Buffer.from(text.padEnd(bytes).slice(0, bytes), 'ascii')
const wide = (text: string, bytes: number): Buffer =>
  Buffer.from(text.padEnd(bytes / 2).slice(0, bytes / 2), 'utf16le').swap16()

function padded(bytes: Buffer, to: number): Buffer {
  const whole = Buffer.alloc(to)
  whole.set(bytes)
  return whole
}

function both32(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(value, 0)
  bytes.writeUInt32BE(value, 4)
  return bytes
}

function both16(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt16LE(value, 0)
  bytes.writeUInt16BE(value, 2)
  return bytes
}

/** A directory record (ECMA-119, 9.1), of a moment long ago, so that equal files make equal images. */
function record(identifier: Buffer, extent: number, length: number, isFolder: boolean): Buffer {
  const bytes = Buffer.concat([
    Buffer.of(0, 0),
    both32(extent),
    both32(length),
    Buffer.of(100, 1, 1, 0, 0, 0, 0),
    Buffer.of(isFolder ? 2 : 0, 0, 0),
    both16(1),
    Buffer.of(identifier.length),
    identifier,
    Buffer.alloc(identifier.length % 2 === 0 ? 1 : 0),
  ])
  bytes[0] = bytes.length
  return bytes
}

/** A path table with the root alone (ECMA-119, 9.4). */
function pathTable(root: number, order: 'little' | 'big'): Buffer {
  const bytes = Buffer.alloc(10)
  bytes[0] = 1
  if (order === 'little') {
    bytes.writeUInt32LE(root, 2)
    bytes.writeUInt16LE(1, 6)
  } else {
    bytes.writeUInt32BE(root, 2)
    bytes.writeUInt16BE(1, 6)
  }
  return bytes
}

/** A volume descriptor (ECMA-119, 8.4 and 8.5). Joliet is told by its escape sequence, UCS-2 level 3. */
function volume(of: {
  type: number
  label: Buffer
  blocks: number
  root: number
  tables: readonly [number, number]
  joliet: boolean
}): Buffer {
  const space = (bytes: number) => (of.joliet ? wide('', bytes) : ascii('', bytes))
  const never = Buffer.from(`${'0'.repeat(16)}\0`, 'ascii')
  const tables = Buffer.alloc(16)
  tables.writeUInt32LE(of.tables[0], 0)
  tables.writeUInt32BE(of.tables[1], 8)
  const escapes = Buffer.alloc(32)
  if (of.joliet) escapes.write('%/E', 'ascii')
  const bytes = Buffer.concat([
    Buffer.of(of.type),
    Buffer.from('CD001\x01\0', 'latin1'),
    space(32),
    of.label,
    Buffer.alloc(8),
    both32(of.blocks),
    escapes,
    both16(1),
    both16(1),
    both16(sector),
    both32(10),
    tables,
    record(Buffer.of(0), of.root, sector, true),
    space(128 * 4),
    space(37 * 3 - (of.joliet ? 1 : 0)),
    Buffer.alloc(of.joliet ? 1 : 0),
    ...[never, never, never, never],
    Buffer.of(1),
  ])
  return padded(bytes, sector)
}
