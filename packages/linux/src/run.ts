import { spawn } from 'node:child_process'

/** What bounds and surrounds one command. */
export interface RunOptions {
  /** The command is killed when it takes longer. There is no default, so that every caller thinks of one. */
  readonly timeoutMs: number
  /** Written to the command's standard input; without it the command reads an empty one. */
  readonly input?: string | Uint8Array
  /** Added to the daemon's own environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Kills the command when it fires. */
  readonly signal?: AbortSignal
}

/** A command that ended badly, was killed, or could not be started. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed'
  readonly words: readonly string[]
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly timedOut: boolean
  /** The last of what it wrote to standard error. */
  readonly stderr: string

  constructor(
    words: readonly string[],
    end: {
      exitCode: number | null
      signal: NodeJS.Signals | null
      timedOut?: boolean
      stderr: string
      cause?: unknown
    },
  ) {
    const how = end.timedOut
      ? 'took too long and was killed'
      : end.signal !== null
        ? `was killed by ${end.signal}`
        : end.exitCode !== null
          ? `ended with ${end.exitCode}`
          : 'could not be started'
    super(`${words.slice(0, 4).join(' ')} ${how}${end.stderr === '' ? '' : `: ${end.stderr}`}`, { cause: end.cause })
    this.words = words
    this.exitCode = end.exitCode
    this.signal = end.signal
    this.timedOut = end.timedOut ?? false
    this.stderr = end.stderr
  }
}

/** Bytes of standard error that are kept: the reason of a failure stands at its end. */
const stderrTailBytes = 4096

/**
 * Runs a command to its end and returns what it wrote to standard output.
 *
 * Words only, no shell: nothing in them is ever interpreted. Messages come in the C locale, so that they can be told apart.
 *
 * @throws CommandFailed when it ends with anything but 0, is killed, takes longer than `timeoutMs`, or does not exist.
 */
export function run(words: readonly string[], options: RunOptions): Promise<string> {
  const [program, ...rest] = words
  if (program === undefined) throw new Error('A command needs at least one word.')
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env, LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'pipe'],
      signal: options.signal,
      killSignal: 'SIGKILL',
    })
    const out: Buffer[] = []
    let tail: Buffer = Buffer.alloc(0)
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGKILL')
      // A grandchild may hold the pipes open for ever; the command itself is over.
      child.stdout.destroy()
      child.stderr.destroy()
    }, options.timeoutMs)
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => {
      tail = Buffer.concat([tail, chunk]).subarray(-stderrTailBytes)
    })
    // EPIPE: the command ended without reading its input. Its exit code tells what that means.
    child.stdin.on('error', () => {})
    child.stdin.end(options.input ?? '')
    child.on('error', cause => {
      clearTimeout(timer)
      reject(new CommandFailed(words, { exitCode: null, signal: null, stderr: cause.message, cause }))
    })
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer)
      if (exitCode === 0 && !timedOut) resolve(Buffer.concat(out).toString('utf8'))
      else reject(new CommandFailed(words, { exitCode, signal, timedOut, stderr: tail.toString('utf8').trim() }))
    })
  })
}
