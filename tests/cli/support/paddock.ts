import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

/** The command that `npm install` put in its place. */
export const program = join(import.meta.dirname, '../../../node_modules/.bin/paddock')

/** What one run of the command said, and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Shell {
  readonly home: string
  /** What the command sees of the environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs the command to its end. */
  paddock(words: readonly string[], given?: { stdin?: string; env?: Record<string, string> }): Promise<Ended>
  /** The same, and reads its answer as JSON; anything but success fails the test. */
  json<Answer>(words: readonly string[]): Promise<Answer>
  /** Starts the command and leaves it running. */
  start(words: readonly string[], env?: Record<string, string>): ChildProcess
}

/** A person's shell, with a home of its own: what it runs is the command that `npm install` put into node_modules/.bin. */
export function shell(t: Pick<TestContext, 'after'>): Shell {
  const home = mkdtempSync(join(tmpdir(), 'paddock-home-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  const own = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: join(home, '.config') }
  const start = (words: readonly string[], env: Record<string, string> = {}) => {
    const child = spawn(program, words, {
      env: { ...own, ...env },
    })
    t.after(() => {
      if (child.exitCode === null) child.kill('SIGKILL')
    })
    return child
  }
  const paddock: Shell['paddock'] = async (words, { stdin = '', env } = {}) => {
    const child = start(words, env)
    child.stdin?.on('error', () => {})
    child.stdin?.end(stdin)
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout ?? []),
      text(child.stderr ?? []),
      new Promise<number | null>(resolve => child.on('close', resolve)),
    ])
    return { code, stdout, stderr }
  }
  return {
    home,
    env: own,
    start,
    paddock,
    async json(words) {
      const { code, stdout, stderr } = await paddock([...words, '--json'])
      if (code !== 0) throw new Error(`paddock ${words.join(' ')} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout)
    },
  }
}
