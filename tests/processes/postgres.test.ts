import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { removeTree, run } from '@paddock/linux'
import { ensureDatabase, type Postgres, startPostgres } from '@paddock/postgres'

async function dataFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-postgres-'))
  await chmod(folder, 0o755)
  // One hook for both, as hooks run in the order of their registration: first what writes there ends, then the folder goes.
  t.after(async () => {
    for (const postgres of servers.get(folder) ?? []) await postgres.stop()
    await removeTree(folder, tmpdir())
  })
  return folder
}

/** Servers that a test started, by its folder. */
const servers = new Map<string, Postgres[]>()

async function startIn(folder: string): Promise<Postgres> {
  const postgres = await startPostgres({
    folder: `${folder}/postgres`,
    socketFolder: `${folder}/socket`,
    user: 'paddock-db',
    access: [{ osUser: 'root', role: 'paddock' }],
    durable: true,
    onLog: () => {},
  })
  servers.set(folder, [...(servers.get(folder) ?? []), postgres])
  await ensureDatabase(postgres, { role: 'paddock', database: 'paddock' })
  return postgres
}

function ask(folder: string, sql: string, as: readonly string[] = []): Promise<string> {
  const words = [
    'psql',
    '--host',
    `${folder}/socket`,
    '--username=paddock',
    '--dbname=paddock',
    '--no-psqlrc',
    '--tuples-only',
    '--no-align',
  ]
  return run([...as, ...words, '--command', sql], { timeoutMs: 20_000, cwd: '/' }).then(answer => answer.trim())
}

/** A supervisor of its own, to be killed. */
async function keep(t: TestContext, folder: string): Promise<{ supervisor: ChildProcess; postgresPid: number }> {
  const supervisor = spawn(process.execPath, [join(import.meta.dirname, 'keep-postgres.ts'), folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => supervisor.kill('SIGKILL'))
  const [line] = await once(createInterface({ input: supervisor.stdout }), 'line')
  return { supervisor, postgresPid: Number(line) }
}

async function gone(pid: number): Promise<void> {
  for (const until = Date.now() + 20_000; Date.now() < until; await pause(20)) {
    // A zombie that PID 1 has not collected yet is gone for all purposes but its number.
    const state = await run(['ps', '-o', 'stat=', '-p', String(pid)], { timeoutMs: 5_000 }).catch(() => 'Z')
    if (state.trim().startsWith('Z')) return
  }
  assert.fail(`process ${pid} is still there`)
}

test('the embedded database runs unprivileged, durable, and behind a Unix socket only', async t => {
  const folder = await dataFolder(t)
  const postgres = await startIn(folder)
  assert.equal(await ask(folder, 'show fsync'), 'on')
  assert.equal(await ask(folder, 'show synchronous_commit'), 'on')
  assert.equal(await ask(folder, 'show data_checksums'), 'on')
  assert.equal(await ask(folder, 'show listen_addresses'), '')
  assert.equal(await ask(folder, `select rolsuper or rolcreaterole from pg_roles where rolname = 'paddock'`), 'f')
  assert.equal(
    await ask(folder, `select pg_get_userbyid(datdba) from pg_database where datname = 'paddock'`),
    'paddock',
  )
  const { uid } = await stat(`/proc/${postgres.pid}`)
  assert.notEqual(uid, 0)
  const sockets = await run(['ss', '--tcp', '--listening', '--processes', '--no-header'], { timeoutMs: 5_000 })
  assert.ok(!sockets.includes(`pid=${postgres.pid},`))
})

test('the database lets in only the users it was told of, as the roles it was told of', async t => {
  const folder = await dataFolder(t)
  await startIn(folder)
  const controller = ['setpriv', '--reuid=paddock', '--regid=paddock', '--clear-groups']
  await assert.rejects(ask(folder, 'select 1', controller), /Permission denied|Peer authentication failed/)
  const asSuperuser = [
    'psql',
    '--host',
    `${folder}/socket`,
    '--username=postgres',
    '--dbname=postgres',
    '--command',
    'select 1',
  ]
  await assert.rejects(run(asSuperuser, { timeoutMs: 5_000 }), /Peer authentication failed/)
})

test('what was committed survives kill -9 of every process of the database', async t => {
  const folder = await dataFolder(t)
  const first = await startIn(folder)
  await ask(folder, 'create table kept (n int); insert into kept values (42)')
  process.kill(first.pid, 'SIGKILL')
  assert.match(await first.ended, /SIGKILL/)
  await startIn(folder)
  assert.equal(await ask(folder, 'select n from kept'), '42')
})

test('kill -9 of whoever started the database stops the database, and it can be started again at once', async t => {
  const folder = await dataFolder(t)
  const { supervisor, postgresPid } = await keep(t, folder)
  await ask(folder, 'create table kept (n int); insert into kept values (42)')
  supervisor.kill('SIGKILL')
  const second = await startIn(folder)
  assert.notEqual(second.pid, postgresPid)
  assert.equal(await ask(folder, 'select n from kept'), '42')
  await gone(postgresPid)
})

test('a database that outlived its supervisor is stopped before a new one starts', async t => {
  const folder = await dataFolder(t)
  const { supervisor, postgresPid } = await keep(t, folder)
  // A stopped process can't take the signal that its parent's death sends until it goes on.
  process.kill(postgresPid, 'SIGSTOP')
  supervisor.kill('SIGKILL')
  await once(supervisor, 'exit')
  process.kill(postgresPid, 'SIGCONT')
  await startIn(folder)
  assert.equal(await ask(folder, 'select 1'), '1')
  await gone(postgresPid)
})

test('a socket left by a server that was killed does not keep the next one from starting, whoever has its process number now', async t => {
  const folder = await dataFolder(t)
  const first = await startIn(folder)
  const lock = `${folder}/socket/.s.PGSQL.5432.lock`
  const [left, { uid, gid }] = await Promise.all([readFile(lock, 'utf8'), stat(lock)])
  await first.stop()
  // A dead server that PID 1 has not reaped yet still answers to its number, as a stranger with the same number does.
  await writeFile(lock, left.replace(/^\d+/, `${process.pid}`), { mode: 0o600 })
  await chown(lock, uid, gid)
  await startIn(folder)
  assert.equal(await ask(folder, 'select 1'), '1')
})

test('the first start may be killed at any moment and repeated', async t => {
  const folder = await dataFolder(t)
  for (const afterMs of [150, 300, 450, 600, 750, 900, 1200]) {
    const attempt = spawn(process.execPath, [join(import.meta.dirname, 'keep-postgres.ts'), folder], {
      stdio: 'ignore',
    })
    const ended = once(attempt, 'exit')
    await pause(afterMs)
    attempt.kill('SIGKILL')
    await ended
  }
  await startIn(folder)
  assert.equal(await ask(folder, 'select 1'), '1')
  assert.deepEqual(
    (await readdir(`${folder}/postgres`)).filter(name => name.endsWith('.new')),
    [],
  )
})
