import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CliProblem } from '../frame/exit.ts'
import type { Io } from '../frame/io.ts'

/** One installation, and who is signed in there. */
export interface Profile {
  readonly url: string
  readonly token: string | null
  readonly tenant: string | null
  readonly email: string | null
}

export interface Profiles {
  /** Which one commands without `--profile` use. */
  readonly current: string
  readonly profiles: Readonly<Record<string, Profile>>
}

export const defaultUrl = 'http://127.0.0.1:8080'
const none: Profiles = { current: 'default', profiles: {} }

const fileOf = (io: Io) => join(io.configFolder, 'profiles.json')

export function readProfiles(io: Io): Profiles {
  let content: string
  try {
    content = readFileSync(fileOf(io), 'utf8')
  } catch {
    return none
  }
  try {
    const read = JSON.parse(content) as Partial<Profiles> | null
    return { current: read?.current ?? none.current, profiles: read?.profiles ?? {} }
  } catch {
    throw new CliProblem('usage', `${fileOf(io)} is not JSON. Delete it and sign in again.`)
  }
}

/** Writes the profiles so that only their owner can read them, since they hold tokens; never half of them. */
export function writeProfiles(io: Io, profiles: Profiles): void {
  mkdirSync(io.configFolder, { recursive: true, mode: 0o700 })
  const fresh = `${fileOf(io)}.${process.pid}`
  writeFileSync(fresh, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 })
  // The mode of writeFileSync counts for a new file only.
  chmodSync(fresh, 0o600)
  renameSync(fresh, fileOf(io))
}

/** Where to ask and with which token: flag or environment first, then the profile. */
export function whereToAsk(
  io: Io,
  profileName: string | null,
  url: string | null,
): { url: string; token: string | null } {
  const { current, profiles } = readProfiles(io)
  const profile = profiles[profileName ?? current]
  if (profileName !== null && profile === undefined && url === null)
    throw new CliProblem(
      'not-signed-in',
      `There is no profile ${profileName}. Run: paddock login --profile ${profileName}`,
    )
  const asked = url ?? profile?.url ?? defaultUrl
  // A token is only ever sent to the installation that gave it.
  const own = profile !== undefined && sameOrigin(profile.url, asked) ? profile.token : null
  return { url: asked, token: io.env.PADDOCK_TOKEN ?? own }
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin
}
