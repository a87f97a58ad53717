import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { startDatabase } from '@paddock/testing'
import { sql } from 'kysely'
import { openDatabase } from './database.ts'
import { beforeCommit, type Tx, together } from './transaction.ts'

const tenant = '01900000-0000-7000-8000-000000000001'
const scopeOf = async (tx: Tx): Promise<string | undefined> =>
  (await sql<{ scope: string }>`select current_setting('paddock.scope') as scope`.execute(tx)).rows[0]?.scope

test('what is sent together arrives in its order, and each gets its own answer', async t => {
  const database = openDatabase({ connectionString: (await startDatabase(t)).url })
  t.after(() => database.close())
  const answers = await database.ofEveryone(tx =>
    together(
      tx,
      sql`create temp table seen (n int) on commit drop`.compile(tx),
      sql`insert into seen values (1), (2)`.compile(tx),
      sql<{ n: number }>`select n from seen order by n`.compile(tx),
    ),
  )
  assert.deepEqual(answers, [[], [], [{ n: 1 }, { n: 2 }]])
})

test('a statement that fails takes the whole transaction with it, and its own reason is told', async t => {
  const database = openDatabase({ connectionString: (await startDatabase(t)).url, max: 1 })
  t.after(() => database.close())
  await database.ofEveryone(tx => sql`create table kept (n int primary key)`.execute(tx))
  const count = () => database.ofEveryone(async tx => (await sql`select n from kept`.execute(tx)).rows.length)
  const one = (tx: Tx) => sql`insert into kept values (1)`.compile(tx)
  await assert.rejects(
    database.ofEveryone(tx => together(tx, one(tx), sql`select 1 / 0`.compile(tx), one(tx))),
    /division by zero/,
  )
  await assert.rejects(
    database.ofEveryone(async tx => {
      await beforeCommit(tx, one(tx), one(tx))
      return 'not told'
    }),
    /duplicate key/,
  )
  await assert.rejects(
    database.ofEveryone(async tx => {
      await together(tx, one(tx))
      throw new Error('changed its mind')
    }),
    /changed its mind/,
  )
  assert.equal(await count(), 0, 'nothing of them is there, and the one connection still works')
})

test('a transaction that swallowed the failure of a statement is not taken for committed', async t => {
  const database = openDatabase({ connectionString: (await startDatabase(t)).url })
  t.after(() => database.close())
  await assert.rejects(database.ofEveryone(tx => sql`select 1 / 0`.execute(tx).catch(() => 'swallowed')))
})

test('each transaction on a connection has its own scope, and none after its end (TEN-1)', async t => {
  const database = openDatabase({ connectionString: (await startDatabase(t)).url, max: 1 })
  t.after(() => database.close())
  let leaked: Tx | undefined
  const first = await database.ofTenant(tenant as never, tx => {
    leaked = tx
    return scopeOf(tx)
  })
  const second = await database.ofEveryone(scopeOf)
  assert.deepEqual([first, second], [tenant, '*'])
  await assert.rejects(scopeOf(leaked as Tx), /transaction is over/)
  await assert.rejects(database.ofTenant("*'; select 1; --" as never, scopeOf), /is no scope/)
})

test('a connection that is reset in a transaction fails that transaction, and nothing else', async t => {
  const database = openDatabase({ connectionString: (await startDatabase(t)).url })
  t.after(() => database.close())
  await assert.rejects(
    database.ofEveryone(async tx => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      const clients = (
        database.pool as unknown as { _clients: { processID: number; connection: { stream: Socket } }[] }
      )._clients
      // While nothing is asked of it: then nobody waits for an answer that could fail.
      clients.find(client => client.processID === rows[0]?.pid)?.connection.stream.destroy(new Error('read ECONNRESET'))
      await setImmediate()
      await sql`select 1`.execute(tx)
    }),
  )
  assert.equal(await database.ofEveryone(async () => 'goes on'), 'goes on')
})
