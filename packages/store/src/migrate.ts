import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pool, PoolClient } from 'pg'

const folder = join(import.meta.dirname, '../migrations')

// Any number will do, as long as nothing else in this database locks by it.
const lockKey = 4_774_155_681

/** One file of migrations, in the order of its number. */
interface Migration {
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

// Read when the program is loaded: a controller that was started by root from a folder of root's can't read it later.
const migrations = await migrationsHere()

/**
 * Brings the database to the newest shape: every migration that is not there yet, in order, each in a transaction of its own.
 *
 * Several controllers may start at once: one migrates, the others wait for it. May be killed at any moment and repeated.
 *
 * @throws Error when the role would pass row-level security, when an applied migration was changed, or when the database is newer than
 * this program.
 */
export async function migrate(pool: Pool): Promise<void> {
  const connection = await pool.connect()
  try {
    await refusePowerfulRole(connection)
    await connection.query('select pg_advisory_lock($1)', [lockKey])
    try {
      await connection.query(
        'create table if not exists migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
      )
      for (const migration of missing(migrations, await applied(connection))) await apply(connection, migration)
    } finally {
      await connection.query('select pg_advisory_unlock($1)', [lockKey])
    }
  } finally {
    connection.release()
  }
}

/** True when every migration of this program is applied. */
export async function isMigrated(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ there: boolean }>("select to_regclass('migrations') is not null as there")
  if (!rows[0]?.there) return false
  return missing(migrations, await applied(pool)).length === 0
}

async function migrationsHere(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async name => {
      const sql = await readFile(join(folder, name), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

async function applied(connection: Pick<Pool, 'query'>): Promise<Map<string, string>> {
  const { rows } = await connection.query<{ name: string; checksum: string }>('select name, checksum from migrations')
  return new Map(rows.map(row => [row.name, row.checksum]))
}

function missing(here: readonly Migration[], there: ReadonlyMap<string, string>): Migration[] {
  const newest = here.at(-1)?.name ?? ''
  for (const name of there.keys())
    if (!here.some(migration => migration.name === name))
      throw new Error(
        `The database has the migration ${name}, and this version of Paddock ends at ${newest}: it was used by a newer version. Start that one.`,
      )
  for (const { name, checksum } of here)
    if (there.has(name) && there.get(name) !== checksum)
      throw new Error(
        `The migration ${name} is not the one that was applied to this database. A released migration is never changed: put it back, and add another.`,
      )
  return here.filter(migration => !there.has(migration.name))
}

async function apply(connection: PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  await connection.query('begin')
  try {
    await connection.query(sql)
    await connection.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum])
    await connection.query('commit')
  } catch (cause) {
    await connection.query('rollback')
    throw new Error(`The migration ${name} failed, and nothing of it was kept.`, { cause })
  }
}

// A superuser passes every policy, forced or not (PostgreSQL documentation, "Row Security Policies"): tenants would then be kept apart by
// one lock and not by two.
async function refusePowerfulRole(connection: PoolClient): Promise<void> {
  const { rows } = await connection.query<{ name: string; powerful: boolean }>(
    'select rolname as name, rolsuper or rolbypassrls as powerful from pg_roles where rolname = current_user',
  )
  if (rows[0]?.powerful !== false)
    throw new Error(
      `The database role “${rows[0]?.name}” is a superuser or has BYPASSRLS, so row-level security would not hold for it. Give Paddock a role of its own that owns its database, and name that role in DATABASE_URL.`,
    )
}
