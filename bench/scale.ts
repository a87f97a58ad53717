import { chmod, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { removeTree } from '@paddock/linux'
import { until } from '@paddock/testing'
import { install } from '../tests/real/support/installation.ts'
import { withAfterwards } from './support/afterwards.ts'
import { median, quantile, say, tell, timed } from './support/figures.ts'
import { httpClient } from './support/http.ts'
import { pgbench } from './support/pgbench.ts'
import { seedLabs } from './support/seed-labs.ts'
import { asPaddock, asSuperuser } from './support/server.ts'
import { collectStatements, recordStatements, type Statement, transactionsOf, written } from './support/statements.ts'

// A controller with 1,000 simulated hosts and 25,000 machines that run: how long a page of labs, one lab, the start of a lab and the finding of
// itself after its death take, against the same SQL alone. Goals: at most 3 times as long, 99 of 100 answers within 50 ms, less than 300 MB.
//
// Reads are compared with pgbench (one client, the controller held), the rest with psql, which sends what the server's log says was asked meanwhile.

const hosts = Number(process.env.BENCH_HOSTS ?? 1_000)
const labCount = hosts * 5
const vmsPerLab = 5
const reads = 300
const starts = 10
const restarts = 3
const goals = { ratio: 3, p99Ms: 50, megabytes: 300 }
/** What a simulated host takes to start a machine (`lifelike` of the drivers' simulation): that is no work of the controller's. */
const simulatedStartMs = 400

await withAfterwards(async t => {
  const folder = await mkdtemp(join(tmpdir(), 'pd-bench-scale-'))
  await chmod(folder, 0o777)
  t.after(() => removeTree(folder, tmpdir()))
  const settings = { simulatedHosts: hosts, requestsPerMinute: 1_000_000 }
  const paddock = await install(t, settings, { program: 'sim' })
  const { data } = paddock
  const template = await paddock.template('Tiny Linux')
  const projectId = await paddock.project()
  await until(
    'every host has joined',
    async () => (Number(await paddock.sql('select count(*) from hosts')) >= hosts ? true : undefined),
    {
      withinMs: 300_000,
    },
  )

  const seeded = await timed(() => seedLabs(data, { hosts, labs: labCount, vmsPerLab }))
  say(
    `${labCount} labs with ${labCount * vmsPerLab} machines on ${hosts} hosts are in the database after ${(seeded / 1000).toFixed(1)} s.`,
  )
  await collectStatements(paddock)
  await paddock.stop()
  await paddock.start()
  const settle = () => settled(paddock, labCount * vmsPerLab)
  say(`All run after another ${((await timed(settle)) / 1000).toFixed(1)} s.`)

  const { slug, ...administrator } = paddock.login.tenant
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ tenant: slug, ...administrator })
  const { token } = (await (await fetch(`${paddock.url}/v1/sessions`, { method: 'POST', headers, body })).json()) as {
    token: string
  }
  const client = httpClient(paddock.url, token, 1)
  t.after(() => client.close())
  const newLab = async (): Promise<string> =>
    (
      JSON.parse(await client.ask('POST', '/v1/labs', { name: 'New', projectId, templateId: template.id })) as {
        id: string
      }
    ).id
  const ids = (await paddock.sql(`select id from labs where name like 'Lab %' order by random() limit ${reads}`)).split(
    '\n',
  )
  const list = () => client.ask('GET', '/v1/labs?limit=50')
  const get = (id: string) => client.ask('GET', `/v1/labs/${id}`)
  const start = (id: string): Promise<number> =>
    timed(async () => {
      await client.ask('POST', `/v1/labs/${id}/start`, {})
      await until('the lab runs', async () => (JSON.parse(await get(id)).state === 'running' ? true : undefined), {
        withinMs: 30_000,
      })
    })

  const restart = async (): Promise<number> => {
    const [pid] = paddock.pids('controller')
    const from = await paddock.sql('select now()')
    process.kill(pid ?? 0, 'SIGKILL')
    await until(
      'another controller listens',
      () => paddock.pids('controller').some(other => other !== pid) || undefined,
      { withinMs: 30_000 },
    )
    await until(
      'it answers',
      () =>
        fetch(`${paddock.url}/readyz`).then(
          answer => answer.ok || undefined,
          () => undefined,
        ),
      { withinMs: 60_000 },
    )
    return timed(() => settled(paddock, labCount * vmsPerLab, from))
  }

  const took: Record<string, number[]> = {}
  const note = (row: string, ms: number): void => {
    took[row] = [...(took[row] ?? []), ms]
  }
  for (let at = 0; at < reads; at += 1) {
    note('list, API', await timed(list))
    note('get, API', await timed(() => get(ids[at % ids.length] ?? '')))
  }
  say('Reads are measured.')
  for (let at = 0; at < starts; at += 1) {
    const id = await newLab()
    await pause(300)
    note('start, API', (await start(id)) - simulatedStartMs)
  }
  for (let at = 0; at < restarts; at += 1) note('restart, controller', await restart())
  const memory = await memoryOf(paddock.pids('controller')[0] ?? 0)

  say('Starts and restarts are measured.')
  // The same once more, with the server writing down what it is asked.
  const windows: Record<string, [number, number]> = {}
  const within = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    const from = Date.now()
    await work()
    // The end of a transaction that only read is not waited for.
    await pause(50)
    windows[name] = [from, Date.now()]
  }
  const [someLab = ''] = ids
  const startedLab = await newLab()
  const all = await recordStatements(paddock, async () => {
    await within('list', list)
    await within('get', () => get(someLab))
    await within('start', () => start(startedLab))
    await within('restart', restart)
  })
  const asked = (name: string): Statement[] => {
    const [from, to] = windows[name] ?? [0, 0]
    return all.filter(({ at }) => at >= from && at <= to)
  }
  const listSql = readOf(asked('list'), ({ sql }) => /from "labs".*limit/s.test(sql))
  const getSql = readOf(asked('get'), ({ parameters }) => parameters.includes(someLab))
  const controllers = paddock.pids('controller')
  await hold(data, controllers)
  try {
    for (const [row, statements] of [
      ['list, pgbench', listSql],
      ['get, pgbench', getSql],
    ] as const)
      took[row] = [
        ...(await pgbench({ data, folder, clients: 1, seconds: 5, mode: 'extended' }, statements)).latenciesMs,
      ]
    for (let round = 0; round < 3; round += 1) {
      await asPaddock(data, asBeforeItsStart(startedLab))
      note('start, psql', await timed(() => asPaddock(data, script(asked('start')))))
      note('restart, psql', await timed(() => asPaddock(data, script(asked('restart')))))
    }
  } finally {
    for (const pid of controllers) process.kill(pid, 'SIGCONT')
  }

  const ratio = (what: string, ours: string, theirs: string) =>
    ({
      what,
      value: median(took[ours] ?? []) / median(took[theirs] ?? []),
      limit: goals.ratio,
      good: 'at most',
    }) as const
  const slowest = (what: string, row: string) =>
    ({ what, value: quantile(took[row] ?? [], 0.99), limit: goals.p99Ms, good: 'at most', unit: ' ms' }) as const
  await tell('scale', {
    unit: 'ms',
    rows: took,
    goals: [
      ratio('a page of labs against pgbench', 'list, API', 'list, pgbench'),
      ratio('one lab against pgbench', 'get, API', 'get, pgbench'),
      ratio('a start, less the simulated one, against psql', 'start, API', 'start, psql'),
      ratio('a restart against psql', 'restart, controller', 'restart, psql'),
      slowest('a page of labs, 99 of 100', 'list, API'),
      slowest('one lab, 99 of 100', 'get, API'),
      { what: 'the controller at its largest', value: memory, limit: goals.megabytes, good: 'at most', unit: ' MB' },
    ],
  })
})

/** Waits until every host was heard (since then) and has taken up what it is assigned, and so many machines run. */
function settled(paddock: Awaited<ReturnType<typeof install>>, machines: number, since = '-infinity'): Promise<true> {
  const sql = `select (select count(*) from hosts where taken_up = generation and seen_at > '${since}'), (select count(*) from runs where power = 'running')`
  let last = ''
  const look = async () => {
    last = await paddock.sql(sql)
    const [heard = 0, running = 0] = last.split('|').map(Number)
    return heard >= hosts && running >= machines ? true : undefined
  }
  return until('every host has settled', look, { withinMs: 900_000, seen: () => last })
}

/** Stops the controller between two transactions: one that is open would keep its locks from whoever repeats what was asked. */
async function hold(data: string, controllers: readonly number[]): Promise<void> {
  const open = `select count(*) from pg_stat_activity where usename = 'paddock' and backend_xid is not null`
  const held = async () => {
    for (const pid of controllers) process.kill(pid, 'SIGSTOP')
    if (Number(await asSuperuser(data, 'paddock', open)) === 0) return true
    for (const pid of controllers) process.kill(pid, 'SIGCONT')
    await pause(200)
    return undefined
  }
  await until('no transaction of the controller holds a lock', held, { withinMs: 120_000 })
}

/** The transaction of one read with the look-up of its session. */
function readOf(statements: readonly Statement[], isOf: (statement: Statement) => boolean): Statement[] {
  const transactions = transactionsOf(statements)
  const at = transactions.findIndex(one => one.some(isOf))
  const lookUp = transactions.slice(0, at).findLast(one => one.some(({ sql }) => sql.includes('signed_in')))
  return [...(lookUp ?? []), ...(transactions[at] ?? [])]
}

/**
 * What was asked for everybody or changed something, transaction by transaction, as psql can send it.
 *
 * Left out is what is asked outside of transactions (it listens, or looks who calls), the sealing of the audit log, which comes later in its own
 * time, and the reads by which this program sees whether it is done.
 */
function script(statements: readonly Statement[]): string {
  const whole = transactionsOf(statements).filter(
    one =>
      one.length > 1 &&
      !one.some(({ sql }) => sql.includes('audit_seals')) &&
      /^commit\b/i.test(one.at(-1)?.sql ?? '') &&
      one.some(({ sql }) => sql.includes(`'paddock.scope', '*'`) || /^(insert|update|delete)\b/i.test(sql)),
  )
  return whole.flatMap(one => one.map(written)).join('\n')
}

/** Takes back what a start made, so that the same statements can be sent again: its record too, which is otherwise never removed. */
function asBeforeItsStart(lab: string): string {
  return `set paddock.scope = '*';
  delete from runs where lab_id = '${lab}';
  update vms set intent = 'stopped' where lab_id = '${lab}';
  update volumes set host_id = null where lab_id = '${lab}';
  delete from audit_unsealed where audit_id in (select id from audit where subject_id = '${lab}' and action = 'lab.start');
  alter table audit disable trigger user;
  delete from audit where subject_id = '${lab}' and action = 'lab.start';
  alter table audit enable trigger user;`
}

/** The most memory that the process has held, in MB. */
async function memoryOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return (Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) * 1024) / 1_000_000
}
