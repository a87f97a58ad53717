import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { nodeNameOfImage } from '@paddock/drivers'
import { openTap, run } from '@paddock/linux'

/** A process as it was started: its words, and what its inherited descriptors are. */
export interface SeenQemu {
  readonly words: readonly string[]
  readonly files: readonly { readonly descriptor: number; readonly file: string; readonly opaque: string }[]
}

/** Looks at a QEMU that Paddock started. Which file is in which set of descriptors, the names of its nodes tell. */
export function seeQemu(pid: number): SeenQemu {
  const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)
  const open = readdirSync(`/proc/${pid}/fd`).flatMap(descriptor => {
    const file = readlinkSync(`/proc/${pid}/fd/${descriptor}`)
    return existsSync(file) && statSync(file).isFile() ? [file] : []
  })
  const fileOf = (set: string): string => {
    const chardev = words.some(word => word.includes(`logfile=/dev/fdset/${set},`))
    const node = words.flatMap(
      word => new RegExp(`"node-name":"(\\w+)f","filename":"/dev/fdset/${set}"`).exec(word)?.[1] ?? [],
    )[0]
    const file = open.find(
      name =>
        (chardev && name.endsWith('/serial.log')) ||
        (node === 'seed' && name.endsWith('/seed.iso')) ||
        nodeNameOfImage(name) === node,
    )
    if (file === undefined) throw new Error(`Nothing tells what set ${set} of QEMU's descriptors is.`)
    return file
  }
  const files = words.flatMap((word, at) => {
    const match = words[at - 1] === '-add-fd' ? /^fd=(\d+),set=(\d+),opaque=(.*)$/.exec(word) : null
    return match ? [{ descriptor: Number(match[1]), opaque: match[3] ?? '', file: fileOf(match[2] ?? '') }] : []
  })
  return { words, files }
}

/** Starts the same machine again with nothing around it: the same words but for `-S`, on files of its own. */
export async function prepareBare(seen: SeenQemu, folder: string) {
  mkdirSync(folder)
  const own = new Map<string, string>()
  for (const [at, { file }] of seen.files.entries()) {
    if (own.has(file)) continue
    const writable = seen.files.some(other => other.file === file && other.opaque === 'write')
    const copy = join(folder, `file-${at}`)
    if (file.endsWith('serial.log')) own.set(file, join(folder, 'serial.log'))
    else if (file.endsWith('seed.iso')) {
      copyFileSync(file, copy)
      own.set(file, copy)
    } else if (!writable) own.set(file, file)
    else {
      await emptyOverlay(file, copy)
      own.set(file, copy)
    }
  }
  // Descriptors by number; those that are no files are taps.
  const count = Math.max(...seen.files.map(({ descriptor }) => descriptor), ...tapDescriptors(seen)) + 1
  return {
    serialLog: join(folder, 'serial.log'),
    /** From here on it is what a bare script does. */
    start(): ChildProcess {
      const descriptors = Array.from({ length: count }, (_, descriptor) => {
        if (descriptor < 3) return 'ignore' as const
        const known = seen.files.find(file => file.descriptor === descriptor)
        if (!known) return openTap(`bare${descriptor}`)
        const file = own.get(known.file) ?? known.file
        if (file.endsWith('serial.log'))
          return openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT)
        return openSync(file, known.opaque === 'write' ? constants.O_RDWR : constants.O_RDONLY)
      })
      const [program = '', ...words] = seen.words.filter(word => word !== '-S')
      const child = spawn(program, words, { cwd: folder, stdio: descriptors })
      for (const descriptor of descriptors) if (typeof descriptor === 'number') closeSync(descriptor)
      return child
    },
  }
}

/** A copy of a disk as it was before the machine's first start: an overlay with nothing in it, on the same parent. */
async function emptyOverlay(file: string, copy: string): Promise<void> {
  const words = ['qemu-img', 'info', '-U', '--output=json', file]
  const told: { format: string; 'virtual-size': number; 'full-backing-filename'?: string } = JSON.parse(
    await run(words, { timeoutMs: 10_000 }),
  )
  if (told['full-backing-filename'] === undefined && told.format !== 'qcow2') return copyFileSync(file, copy)
  await run(['qemu-img', 'create', '-q', '-f', 'qcow2', copy, String(told['virtual-size'])], { timeoutMs: 10_000 })
}

function tapDescriptors({ words }: SeenQemu): number[] {
  return words.flatMap(word => {
    const match = /^\{.*"type":"tap".*"fd":"(\d+)"/.exec(word)
    return match ? [Number(match[1])] : []
  })
}

export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
