import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { startDatabase } from '@paddock/testing'
import { Pool } from 'pg'
import { isMigrated, migrate } from './migrate.ts'

async function pool(t: { after(fn: () => unknown): void }, url: string): Promise<Pool> {
  const made = new Pool({ connectionString: url })
  made.on('error', () => {})
  t.after(() => made.end())
  return made
}

/** An empty database: what a test gets is migrated already. */
async function emptied(t: { after(fn: () => unknown): void }): Promise<Pool> {
  const database = await startDatabase()
  const made = await pool(t, database.url)
  t.after(() => database.stop())
  await made.query('drop schema public cascade; create schema public')
  return made
}

test('several controllers that start at once migrate an empty database once', async t => {
  const empty = await emptied(t)
  assert.equal(await isMigrated(empty), false)
  await Promise.all([migrate(empty), migrate(empty), migrate(empty)])
  assert.equal(await isMigrated(empty), true)
  const { rows } = await empty.query('select name from migrations order by name')
  const files = (await readdir(join(import.meta.dirname, '../migrations'))).filter(name => name.endsWith('.sql'))
  assert.deepEqual(
    rows.map(row => row.name),
    files.sort(),
  )
})

test('a migration that fails leaves nothing behind and is repeated at the next start', async t => {
  const empty = await emptied(t)
  // In the way of the first migration, and in the middle of it.
  await empty.query('create table runs (id int)')
  await assert.rejects(migrate(empty), /0001_begin.sql failed, and nothing of it was kept/)
  const { rows } = await empty.query("select to_regclass('tenants') as there")
  assert.deepEqual(rows, [{ there: null }])
  await empty.query('drop table runs')
  await migrate(empty)
})

test('a migration that was changed after it was applied is refused, and so is a database of a newer version', async t => {
  const { url } = await startDatabase(t)
  const there = await pool(t, url)
  await there.query("update migrations set checksum = 'other' where name = '0001_begin.sql'")
  await assert.rejects(migrate(there), /0001_begin.sql is not the one that was applied/)
  await there.query("update migrations set name = '9999_later.sql' where name = '0001_begin.sql'")
  await assert.rejects(migrate(there), /used by a newer version/)
})

test('a role for which row-level security would not hold is refused in words', async t => {
  const { superuserUrl } = await startDatabase(t)
  await assert.rejects(migrate(await pool(t, superuserUrl)), /superuser or has BYPASSRLS.*role of its own/)
})

test('every table that knows a tenant is closed by row-level security, for its owner too', async t => {
  const { url } = await startDatabase(t)
  const { rows } = await (await pool(t, url)).query<{ table: string; closed: boolean; policies: number }>(`
    select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as closed,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`)
  assert.ok(rows.length >= 15, `${rows.length} tables were looked at`)
  assert.deepEqual(
    rows.filter(row => !row.closed || row.policies === 0),
    [],
  )
})

test('no query names a table that the reviewed dump does not have', async () => {
  const dump = await readFile(join(import.meta.dirname, '../schema.sql'), 'utf8')
  const types = await readFile(join(import.meta.dirname, 'schema.gen.ts'), 'utf8')
  const index = types.slice(types.indexOf('export interface Schema'))
  const tables = [...index.matchAll(/^ {2}(\w+): /gm)].map(match => match[1] ?? '')
  assert.ok(tables.length > 15)
  for (const table of tables) assert.ok(dump.includes(`CREATE TABLE public.${table} (`), table)
})
