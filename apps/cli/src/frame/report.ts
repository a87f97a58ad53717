import { PaddockProblem } from '@paddock/sdk'
import { CommanderError } from 'commander'
import { plain } from '../show/text.ts'
import { CliProblem, exitCodes, exitOf } from './exit.ts'
import type { Io } from './io.ts'

/** Says what went wrong, where it went wrong, and what to ask for help with; returns what the command ends with. */
export function report(io: Io, error: unknown, interrupted: boolean): number {
  const say = (text: string) => io.stderr.write(`${plain(text)}\n`)
  if (interrupted) return exitCodes.interrupted.number
  // commander has said what it wants to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage.number
  if (error instanceof PaddockProblem) {
    say(`paddock: ${error.detail}`)
    for (const field of error.fields) say(`  ${field.in} ${field.path}: ${field.message}`)
    say(`  (${[error.code, error.requestId && `request ${error.requestId}`].filter(Boolean).join(', ')})`)
    return exitCodes[exitOf(error)].number
  }
  if (error instanceof CliProblem) {
    say(`paddock: ${error.message}`)
    return exitCodes[error.exit].number
  }
  if (isFileTrouble(error)) {
    say(`paddock: ${error.path}: ${fileTrouble[error.code] ?? error.message}.`)
    return exitCodes.usage.number
  }
  const { stack } = error instanceof Error ? error : { stack: String(error) }
  say(`paddock: made a mistake: ${error instanceof Error ? error.message : String(error)}`)
  if (io.env.PADDOCK_DEBUG) say(String(stack))
  else say('  (PADDOCK_DEBUG=1 tells where)')
  return exitCodes.trouble.number
}

const fileTrouble: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not do that',
  EISDIR: 'is a folder',
  EEXIST: 'is there already',
}

function isFileTrouble(error: unknown): error is Error & { code: string; path: string } {
  return error instanceof Error && 'code' in error && 'path' in error && typeof error.path === 'string'
}
