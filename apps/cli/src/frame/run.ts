import { createPaddock, type Paddock } from '@paddock/sdk'
import { plain } from '../show/text.ts'
import { whereToAsk } from '../sign-in/profiles.ts'
import type { Cli } from './cli.ts'
import { CliProblem } from './exit.ts'
import type { Io } from './io.ts'

/** The flags that every command has. */
export interface CommonFlags {
  readonly json?: boolean
  readonly profile?: string
  readonly url?: string
}

/** Makes what a command works with; `code` tells afterwards what it wants to end with. */
export function startCli(io: Io, common: CommonFlags, signal: AbortSignal): Cli & { readonly code: number } {
  const json = common.json === true
  const profileName = common.profile ?? io.env.PADDOCK_PROFILE ?? null
  const url = common.url ?? io.env.PADDOCK_URL ?? null
  let paddock: Paddock | undefined
  let code = 0
  const put = (text: string) => io.stdout.write(text.endsWith('\n') || text === '' ? text : `${text}\n`)
  return {
    io,
    json,
    profileName,
    url,
    signal,
    get paddock() {
      paddock ??= open(io, profileName, url)
      return paddock
    },
    get code() {
      return code
    },
    answer: (value, inWords) => put(json ? JSON.stringify(value ?? null, null, 2) : inWords()),
    line: (value, inWords) => put(json ? JSON.stringify(value) : inWords()),
    note: text => io.stderr.write(`${plain(text)}\n`),
    endsWith: number => {
      code = number
    },
  }
}

function open(io: Io, profileName: string | null, url: string | null): Paddock {
  const where = whereToAsk(io, profileName, url)
  if (where.token === null)
    throw new CliProblem('not-signed-in', `Nobody is signed in at ${where.url}. Run: paddock login ${where.url}`)
  return createPaddock({ baseUrl: where.url, token: where.token })
}
