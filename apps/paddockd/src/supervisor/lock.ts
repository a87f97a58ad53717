import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type FileHandle, open, readFile } from 'node:fs/promises'
import { Refusal } from '../refusal.ts'

/** A supervisor that was killed holds its lock until the kernel has taken it apart, which on a busy machine takes a moment. */
const patienceSeconds = 3

/**
 * Takes the one lock of a data folder, for as long as this process lives.
 *
 * The kernel lets it go with the process, however that ends, so there is never a stale one to remove by hand.
 *
 * @throws Refusal when another supervisor has it.
 */
export async function takeLock(path: string, data: string): Promise<FileHandle> {
  const file = await open(path, 'a+', 0o600)
  // A lock of flock(2) belongs to the open file, which `flock` gets as its descriptor 3 and leaves locked when it ends. Source: flock(1).
  const words = ['--exclusive', '--timeout', `${patienceSeconds}`, '3']
  const flock = spawn('flock', words, { stdio: ['ignore', 'ignore', 'ignore', file.fd] })
  const [code] = await once(flock, 'exit')
  if (code !== 0) {
    const holder = (await readFile(path, 'utf8')).trim()
    await file.close()
    throw new Refusal(
      `Paddock already runs on the data folder ${data} (process ${holder}). Stop that one first, or set PADDOCK_DATA to another folder.`,
    )
  }
  await file.truncate(0)
  await file.write(`${process.pid}\n`)
  return file
}
