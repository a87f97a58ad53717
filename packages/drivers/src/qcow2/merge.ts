import { chmodSync, constants, copyFileSync, existsSync, rmSync } from 'node:fs'
import { copyFile, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { run } from '@paddock/linux'
import { type LayerId, Problem } from '@paddock/model'
import { inspected } from './inspect.ts'
import { type ImageRecord, nameOf, type Pool } from './pool.ts'

/** As long as copying a large disk may take on a host that does much else. */
const mergeTimeoutMs = 6 * 3_600_000

/**
 * Lets a sealed layer lie on one further down its chain, or on none.
 *
 * A new file is made beside the old one, of a copy of it and what the layers between hold, and takes its name. So nothing is written that
 * anybody has open, and after a crash there is the one or the other.
 *
 * @throws Problem `not-now`, `disk-full`
 */
export async function mergeLayer(
  pool: Pool,
  { layer, onto, signal }: { layer: LayerId; onto: LayerId | null; signal: AbortSignal },
): Promise<void> {
  const record = pool.records.get(layer)
  if (record === undefined || record.parent === onto) return
  if (record.is !== 'layer' || record.format !== 'qcow2') throw new Problem('not-now', 'The image is not sealed.')
  const taken = [record, ...between(pool, record, onto)]
  await demandRoom(pool, taken)
  const next = pool.nextFile(record)
  try {
    await copyFile(pool.file(record), next, constants.COPYFILE_FICLONE)
    chmodSync(next, 0o600)
    const below = onto === null ? undefined : pool.records.get(onto)
    const backing = below === undefined ? ['-b', ''] : ['-b', nameOf(below), '-F', below.format]
    // Reads only what lies between, and writes what the new parent does not have: block.c calls it the safe mode.
    await run(['nice', '-n', '19', 'qemu-img', 'rebase', '-q', '-f', 'qcow2', ...backing, next], {
      timeoutMs: mergeTimeoutMs,
      cwd: dirname(next),
      signal,
    })
    signal.throwIfAborted()
    if (pool.records.get(layer) !== record) throw new Problem('not-now', 'The image was changed meanwhile.')
    keepNvram(pool, taken)
    chmodSync(next, 0o400)
    pool.replace(record, onto)
  } finally {
    rmSync(next, { force: true })
  }
}

/** The layers above `onto` that the layer lies on, nearest first, each inspected before anything of QEMU's opens it. */
function between(pool: Pool, record: ImageRecord, onto: LayerId | null): ImageRecord[] {
  inspected(pool, record)
  const found: ImageRecord[] = []
  for (let id = record.parent; id !== null; ) {
    const below = pool.records.get(id)
    if (below === undefined) throw new Problem('image-not-made', 'An image that it lies on is not here.')
    if (below.format === 'qcow2') inspected(pool, below)
    if (id !== onto) found.push(below)
    id = below.parent
  }
  const end = onto === null ? found.length : found.findIndex(one => one.parent === onto) + 1
  if (onto !== null && end === 0) throw new Problem('not-now', 'The image does not lie on that one.')
  return found.slice(0, end)
}

async function demandRoom(pool: Pool, taken: readonly ImageRecord[]): Promise<void> {
  const needed = taken.reduce((sum, record) => sum + pool.storedBytes(record), 0)
  const { bavail, bsize } = await statfs(dirname(pool.file(taken[0] as ImageRecord)))
  if (bavail * bsize < needed) throw new Problem('disk-full', 'The host’s disk has no room to merge images.')
}

/** UEFI's variables lie beside the newest file of a chain that has some: they come along. */
function keepNvram(pool: Pool, taken: readonly ImageRecord[]): void {
  const [own, ...files] = taken.map(record => `${pool.file(record)}.nvram`)
  const newest = files.find(file => existsSync(file))
  if (own === undefined || newest === undefined || existsSync(own)) return
  copyFileSync(newest, `${own}.next`, constants.COPYFILE_FICLONE)
  pool.give(`${own}.next`, own)
}
