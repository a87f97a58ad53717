import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'pg'
import { startDatabase } from './start.ts'

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows.flat()
  } finally {
    await client.end()
  }
}

test('every test gets a migrated database of its own, in milliseconds', async t => {
  const first = await startDatabase(t)
  const begun = performance.now()
  const second = await startDatabase(t)
  assert.ok(performance.now() - begun < 1_000)
  assert.deepEqual(await ask(first.url, "select to_regclass('migrations') is not null"), [true])
  await ask(first.url, 'create table mine (n int)')
  assert.deepEqual(await ask(second.url, "select to_regclass('mine') is null"), [true])
})

test('the product comes into its database without any power over the server', async t => {
  const { url } = await startDatabase(t)
  assert.deepEqual(await ask(url, 'select rolname, rolsuper, rolcreatedb from pg_roles where rolname = current_user'), [
    'paddock',
    false,
    false,
  ])
})
