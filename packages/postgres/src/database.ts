import { run } from '@paddock/linux'
import type { Postgres } from './start.ts'

/**
 * Makes the role and the database that it owns, unless they are there. The role is no superuser and makes no other roles.
 *
 * May be killed at any moment and repeated.
 */
export async function ensureDatabase(
  postgres: Postgres,
  { role, database }: { role: string; database: string },
): Promise<void> {
  for (const name of [role, database])
    if (!/^[a-z_]+$/.test(name)) throw new Error(`“${name}” is no name for a role or a database.`)
  // CREATE DATABASE can't stand in a transaction or a function; psql's \gexec runs what the query returns.
  const script = `
    SELECT 'CREATE ROLE ${role} LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') \\gexec
    SELECT 'CREATE DATABASE ${database} OWNER ${role} TEMPLATE template0' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${database}') \\gexec
  `
  const words = postgres.superuser('psql', '--dbname=postgres', '--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1')
  await run(words, { timeoutMs: 60_000, input: script, cwd: '/' })
}

/** The address of a database behind a Unix socket, in the form that `DATABASE_URL` has. */
export function databaseUrl(
  postgres: Pick<Postgres, 'socketFolder'>,
  { role, database }: { role: string; database: string },
): string {
  return `postgresql://${role}@/${database}?host=${encodeURIComponent(postgres.socketFolder)}`
}
