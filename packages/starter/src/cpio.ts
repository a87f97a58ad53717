/** A file or folder of an archive, without a leading slash in its path. */
export type ArchiveEntry =
  | { readonly path: string; readonly kind: 'folder' }
  | { readonly path: string; readonly kind: 'file'; readonly mode: number; readonly content: Buffer }
  | { readonly path: string; readonly kind: 'link'; readonly target: string }

const types = { folder: 0o040755, file: 0o100000, link: 0o120777 } as const

/** Writes an archive that the kernel unpacks as its first root. Source: Linux, Documentation/driver-api/early-userspace/buffer-format.rst. */
export function cpioArchive(entries: readonly ArchiveEntry[]): Buffer {
  const parts = entries.map((entry, at) => {
    const content =
      entry.kind === 'file' ? entry.content : entry.kind === 'link' ? Buffer.from(entry.target) : Buffer.alloc(0)
    const mode = entry.kind === 'file' ? types.file | entry.mode : types[entry.kind]
    return member({ path: entry.path, inode: at + 1, mode, content })
  })
  return Buffer.concat([...parts, member({ path: 'TRAILER!!!', inode: 0, mode: 0, content: Buffer.alloc(0) })])
}

function member({
  path,
  inode,
  mode,
  content,
}: {
  path: string
  inode: number
  mode: number
  content: Buffer
}): Buffer {
  const name = Buffer.from(`${path}\0`)
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0]
  const head = `070701${fields.map(field => field.toString(16).padStart(8, '0')).join('')}`
  return Buffer.concat([padded(Buffer.concat([Buffer.from(head), name])), padded(content)])
}

/** Header with name, and content, each end on a multiple of four. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])
}
