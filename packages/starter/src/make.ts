import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { link, mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { removeTree } from '@paddock/linux'
import { z } from 'zod'
import type { MadeImage, MakeOptions } from './recipe.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const record = z.object({ file: z.string(), virtualSizeBytes: z.int(), checksum: z.string() })

/** What is made: its name, and a word that changes whenever its ingredients do. */
export interface Making {
  readonly name: string
  readonly revision: string
  readonly kind: MadeImage['kind']
  readonly format: MadeImage['format']
  /** Makes the file inside the workshop and returns its path and size. */
  readonly build: (workshop: Workshop) => Promise<{ file: string; virtualSizeBytes: number }>
}

/**
 * Makes an image once.
 *
 * The record beside the image is what makes it finished: it is written last, synced, and linked to its name, which fails if another
 * process was faster; then that one's image is returned and this one's dropped.
 */
export async function makeOnce(making: Making, options: MakeOptions): Promise<MadeImage> {
  const recordFile = join(options.folder, `${making.name}-${making.revision}.json`)
  await mkdir(options.folder, { recursive: true })
  await mkdir(options.cacheFolder, { recursive: true })
  const made = await readMade(making, { folder: options.folder, recordFile })
  if (made) return made
  await clearAbandoned(options.folder, making.name)

  const work = join(options.folder, `.making-${making.name}-${process.pid}-${randomBytes(4).toString('hex')}`)
  await mkdir(work, { mode: 0o700 })
  try {
    const workshop = openWorkshop({
      folder: work,
      cacheFolder: options.cacheFolder,
      signal: options.signal ?? new AbortController().signal,
      onProgress: options.onProgress ?? (() => {}),
    })
    const built = await making.build(workshop)
    workshop.tell('Checking', 0.98)
    const checksum = await sha256(built.file)
    const name = `${making.name}-${making.revision}-${checksum.slice(0, 12)}.${making.kind === 'iso' ? 'iso' : making.format}`
    const file = join(options.folder, name)
    await sync(built.file)
    await rename(built.file, file)
    const draft = join(work, 'record')
    await writeSynced(draft, JSON.stringify({ file: name, virtualSizeBytes: built.virtualSizeBytes, checksum }))
    await sync(options.folder)
    const winner = await claim(draft, recordFile)
    await sync(options.folder)
    if (!winner) await unlink(file).catch(() => {})
  } finally {
    await removeTree(work, options.folder)
  }
  const finished = await readMade(making, { folder: options.folder, recordFile })
  if (!finished) throw new Error(`The image ${making.name} was removed while it was being made.`)
  return finished
}

async function readMade(making: Making, at: { folder: string; recordFile: string }): Promise<MadeImage | undefined> {
  let text: string
  try {
    text = await readFile(at.recordFile, 'utf8')
  } catch {
    return undefined
  }
  const { file, virtualSizeBytes, checksum } = record.parse(JSON.parse(text))
  const path = join(at.folder, file)
  // Someone tidied the image away and left its record: make it again.
  if (!existsSync(path)) {
    await unlink(at.recordFile).catch(() => {})
    return undefined
  }
  return { file: path, kind: making.kind, format: making.format, virtualSizeBytes, checksum }
}

/** How long an image may lie without its record: far longer than the moment between the two. */
const unrecordedMs = 3_600_000

/** Removes what makings left whose process is gone: their folders, and an image that was named but not recorded. */
async function clearAbandoned(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const match = /^\.making-(.+)-(\d+)-[0-9a-f]{8}$/.exec(entry)
    if (match?.[1] === name && !existsSync(`/proc/${match[2]}`)) await removeTree(join(folder, entry), folder)
    const image = /^((.+)-[^-]+)-[0-9a-f]{12}\.(qcow2|iso)$/.exec(entry)
    if (image?.[2] !== name) continue
    const { mtimeMs } = await stat(join(folder, entry))
    const recorded = await readFile(join(folder, `${image[1]}.json`), 'utf8').catch(() => '')
    if (!recorded.includes(entry) && Date.now() - mtimeMs > unrecordedMs) await unlink(join(folder, entry))
  }
}

/** Gives the record its name. False when another process already has. */
async function claim(draft: string, recordFile: string): Promise<boolean> {
  try {
    await link(draft, recordFile)
    return true
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false
    throw cause
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash)
  return hash.digest('hex')
}

/** Returns when the file's or folder's content is on the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx')
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}
