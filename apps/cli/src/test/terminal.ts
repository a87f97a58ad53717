import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import { main } from '../main.ts'

/** What one run of the command said, and how it ended. */
export interface Said {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface Terminal {
  readonly configFolder: string
  /** Runs the command as if typed, with a pipe for stdin. */
  type(words: readonly string[], stdin?: string | Readable): Promise<Said>
}

/** A shell without a terminal: pipes in and out, a configuration of its own. */
export function terminal(t: TestContext, env: Record<string, string> = {}): Terminal {
  const configFolder = mkdtempSync(join(tmpdir(), 'paddock-cli-'))
  t.after(() => rmSync(configFolder, { recursive: true }))
  return {
    configFolder,
    async type(words, stdin = '') {
      const [stdout, stderr] = [collect(), collect()]
      const code = await main(words, {
        stdin: typeof stdin === 'string' ? Readable.from([Buffer.from(stdin)]) : stdin,
        stdout: stdout.stream,
        stderr: stderr.stream,
        env,
        configFolder,
      })
      return { code, stdout: stdout.text(), stderr: stderr.text() }
    },
  }
}

function collect() {
  const stream = new PassThrough()
  const pieces: Buffer[] = []
  stream.on('data', piece => pieces.push(piece))
  return { stream, text: () => Buffer.concat(pieces).toString() }
}
