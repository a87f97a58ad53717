import { readdir } from 'node:fs/promises'

/** Where Debian keeps each major version's programs. Source: postgresql-common, README.Debian. */
const versionsFolder = '/usr/lib/postgresql'

/** The oldest version that Paddock's migrations are written for. */
const oldestVersion = 15

/** Programs of one major version of PostgreSQL. */
export interface Binaries {
  readonly version: number
  /** The folder that holds `postgres`, `initdb`, `psql` and `pg_dump`. */
  readonly folder: string
}

/**
 * Finds the programs of the version asked for, or of the newest one here.
 *
 * @throws Error naming the Debian package when there is none.
 */
export async function findBinaries(version?: number): Promise<Binaries> {
  const names = await readdir(versionsFolder).catch(() => [])
  const newest = names
    .map(Number)
    .filter(found => (version === undefined ? found >= oldestVersion : found === version))
    .sort((a, b) => b - a)[0]
  if (newest === undefined)
    throw new Error(
      `PostgreSQL ${version ?? oldestVersion} is not installed: ${versionsFolder} has no such version. Install Debian's package postgresql-${version ?? oldestVersion} (\`node tools/install.mjs\` does).`,
    )
  return { version: newest, folder: `${versionsFolder}/${newest}/bin` }
}
