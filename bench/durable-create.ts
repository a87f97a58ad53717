import { randomUUID } from 'node:crypto'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { removeTree } from '@paddock/linux'
import { install } from '../tests/real/support/installation.ts'
import { withAfterwards } from './support/afterwards.ts'
import { median, say, tell } from './support/figures.ts'
import { httpClient } from './support/http.ts'
import { pgbench } from './support/pgbench.ts'
import { collectStatements, recordStatements, type Statement, transactionsOf } from './support/statements.ts'

// How many labs are created in a second, durably, by eight callers: through the API, and by pgbench that sends the very same statements to the very
// same server. Goal: 0.6 of pgbench's rate.
//
// The statements are taken from the server's log of one create, the look-up of the caller's session included. Rounds of both take turns. While pgbench
// runs the controller is held (SIGSTOP), so that all of the machine is pgbench's.

const goal = 0.6
const clients = 8
const rounds = Number(process.env.BENCH_ROUNDS ?? 10)
const secondsPerRound = 4
const mode = process.env.BENCH_PREPARED === undefined ? 'extended' : 'prepared'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

await withAfterwards(async t => {
  const folder = await mkdtemp(join(tmpdir(), 'pd-bench-create-'))
  await chmod(folder, 0o777)
  t.after(() => removeTree(folder, tmpdir()))
  const paddock = await install(t, { simulatedHosts: 1, requestsPerMinute: 1_000_000 }, { program: 'sim' })
  const template = await paddock.template('Tiny Linux')
  const projectId = await paddock.project()
  const { slug, ...administrator } = paddock.login.tenant
  const signIn = async () => {
    const answer = await fetch(`${paddock.url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenant: slug, ...administrator }),
    })
    return ((await answer.json()) as { token: string }).token
  }
  const client = httpClient(paddock.url, await signIn(), clients)
  t.after(() => client.close())
  const wish = { name: 'Created', projectId, templateId: template.id }
  const key = () => randomUUID()
  const create = (idempotencyKey = key()) =>
    client.ask('POST', '/v1/labs', wish, { 'idempotency-key': idempotencyKey }).then(text => JSON.parse(text))

  await collectStatements(paddock)
  await paddock.stop()
  await paddock.start()
  const recordedKey = key()
  let recorded: Record<string, unknown> = {}
  const statements = await recordStatements(paddock, async () => {
    // The second: the first finds connections that are still to be opened.
    await create()
    await pause(500)
    recorded = await create(recordedKey)
    await pause(500)
  })
  const asked = statementsOf(statements, recordedKey)
  const fresh = new Set([recordedKey, ...idsOf(recorded)])
  // What a create makes anew beyond what it answers: the audit record and the disk's volume.
  for (const { sql, parameters } of asked)
    if (/^insert into/i.test(sql))
      for (const value of parameters) if (value !== null && isNew(value, recorded)) fresh.add(value)
  say(`One create: ${asked.length} statements.`)
  if (process.env.BENCH_SHOW !== undefined)
    for (const { sql, parameters } of asked)
      say(`  ${sql.replaceAll(/\s+/g, ' ')}  ${JSON.stringify(parameters).slice(0, 300)}`)

  const rates: { api: number[]; pgbench: number[] } = { api: [], pgbench: [] }
  for (let round = 0; round < rounds + 1; round += 1) {
    const api = await rateOf(create)
    const controllers = paddock.pids('controller')
    let reference: number
    for (const pid of controllers) process.kill(pid, 'SIGSTOP')
    try {
      const given = { data: paddock.data, folder, clients, seconds: secondsPerRound, mode } as const
      reference = (await pgbench(given, asked, fresh)).ratePerSecond
    } finally {
      for (const pid of controllers) process.kill(pid, 'SIGCONT')
    }
    // The first warms both up.
    if (round === 0) continue
    rates.api.push(api)
    rates.pgbench.push(reference)
    say(`  round ${round}: API ${api.toFixed(0)}, pgbench ${reference.toFixed(0)} creates a second`)
  }
  await tell('durable-create', {
    unit: 'creates/s',
    rows: rates,
    goals: [
      { what: 'API against pgbench', value: median(rates.api) / median(rates.pgbench), limit: goal, good: 'at least' },
    ],
  })
})

/** Creates of eight callers, each with its next as soon as the last is answered. */
async function rateOf(create: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  const until = begun + secondsPerRound * 1000
  let done = 0
  const caller = async (): Promise<void> => {
    while (performance.now() < until) {
      await create()
      done += 1
    }
  }
  await Promise.all(Array.from({ length: clients }, caller))
  return (done * 1000) / (performance.now() - begun)
}

/** What the create with this key asked: its session's look-up, and its transaction. */
function statementsOf(all: readonly Statement[], key: string): Statement[] {
  const transactions = transactionsOf(all)
  const at = transactions.findIndex(one => one.some(({ parameters }) => parameters.includes(key)))
  const own = transactions[at]
  const lookUp = transactions.slice(0, at).findLast(one => one.some(({ sql }) => sql.includes('signed_in')))
  if (!own || !lookUp) throw new Error('The create is not in the log of the server.')
  return [...lookUp, ...own]
}

/** Ids of the things that an answer tells of: they were made by it. */
function idsOf(answer: unknown): string[] {
  if (Array.isArray(answer)) return answer.flatMap(idsOf)
  if (typeof answer !== 'object' || answer === null) return []
  return Object.entries(answer).flatMap(([name, value]) =>
    name === 'id' &&
    typeof value === 'string' &&
    isNew(value, { createdAt: (answer as { createdAt?: unknown }).createdAt })
      ? [value]
      : idsOf(value),
  )
}

/** Whether an id was made with this answer: UUIDs of version 7 begin with their moment (RFC 9562, 5.7). */
function isNew(value: string, { createdAt }: { createdAt?: unknown }): boolean {
  if (!uuid.test(value) || typeof createdAt !== 'string') return false
  return Math.abs(Number.parseInt(value.slice(0, 8) + value.slice(9, 13), 16) - Date.parse(createdAt)) < 400
}
