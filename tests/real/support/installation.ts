import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, readlinkSync } from 'node:fs'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { findProcesses, removeTree, run } from '@paddock/linux'
import { createPaddock } from '@paddock/sdk'
import { until } from '@paddock/testing'
import { shell } from '../../cli/support/paddock.ts'
import { footprint, tagOf } from './footprint.ts'

const paddockd = join(import.meta.dirname, '../../../apps/paddockd/src/main.ts')
/** Where data folders of tests are: short, because of the sockets in them, and passable for every user. */
const place = '/var/lib'

export type Paddock = ReturnType<typeof createPaddock>
export type Installation = Awaited<ReturnType<typeof install>>

interface Login {
  readonly url: string
  readonly operator: { readonly email: string; readonly password: string }
  readonly tenant: { readonly slug: string; readonly email: string; readonly password: string }
}

/**
 * Paddock as a person starts it: `paddockd all` on real drivers (or `sim`), with a data folder of its own, on a port that is free.
 *
 * Made images are shared between tests through the machine's cache. Everything goes when the test ends, machines too.
 */
export async function install(
  t: Pick<TestContext, 'after'>,
  settings: Readonly<Record<string, unknown>> = {},
  { program = 'all', main = paddockd }: { readonly program?: 'all' | 'sim'; readonly main?: string } = {},
) {
  if (process.getuid?.() !== 0) throw new Error('These tests start virtual machines, so they must run as root.')
  const data = join(place, `pd-${randomBytes(3).toString('hex')}`)
  await mkdir(data)
  await chmod(data, 0o755)
  // JSON is YAML.
  await writeFile(join(data, 'paddock.yaml'), JSON.stringify({ layerGraceSeconds: 0, ...settings }))
  const bare = await footprint(data)
  let daemon: Daemon | null = null
  let listen = typeof settings.listen === 'string' ? settings.listen : '127.0.0.1:0'
  const ears = new Set<(line: LogLine) => void>()
  const hear = (line: LogLine) => {
    for (const ear of [...ears]) ear(line)
  }

  async function start(): Promise<void> {
    daemon = await startDaemon({ data, listen, main, program, hear })
    // The same address again after a restart, so that clients find it.
    listen = new URL(daemon.address()).host
  }
  async function stop(): Promise<void> {
    daemon?.child.kill('SIGTERM')
    await daemon?.ended
    daemon = null
  }

  t.after(async () => {
    await stop()
    for (const { identity } of findProcesses(
      words => words.includes(data) || words.some(word => word.startsWith(`${data}/`)),
    ))
      process.kill(identity.pid, 'SIGKILL')
    endKeepers(data)
    await (await footprint(data)).removeBeyond(bare)
    await removeTree(data, place)
  })

  await start()
  const login: Login = JSON.parse(await readFile(join(data, 'first-login.json'), 'utf8'))
  const url = `http://${listen}`
  const signIn = async (who: { tenant?: string; email: string; password: string }): Promise<Paddock> =>
    createPaddock({ baseUrl: url, token: (await createPaddock({ baseUrl: url }).session.create(who)).token })
  const { slug, ...administrator } = login.tenant
  const tenant = await signIn({ tenant: slug, ...administrator })
  const operator = await signIn(login.operator)
  const person = shell(t)
  const signedIn = await person.paddock(
    ['login', url, '--tenant', slug, '--email', administrator.email, '--password-stdin'],
    {
      stdin: `${administrator.password}\n`,
    },
  )
  if (signedIn.code !== 0) throw new Error(`The command did not sign in: ${signedIn.stderr}`)

  return {
    data,
    tag: tagOf(data),
    url,
    login,
    tenant,
    operator,
    signIn,
    /** The command, signed in as the tenant's administrator. */
    cli: person,
    start,
    stop,
    log: () => daemon?.log ?? [],
    /** Resolves with the next line of any process's log that is what is waited for; with undefined when it does not come in time. */
    heard: (is: (line: LogLine) => boolean, withinMs: number) =>
      new Promise<LogLine | undefined>(resolve => {
        const end = (line?: LogLine) => {
          clearTimeout(timer)
          ears.delete(ear)
          resolve(line)
        }
        const ear = (line: LogLine) => is(line) && end(line)
        const timer = setTimeout(end, withinMs)
        ears.add(ear)
      }),
    supervisor: () => daemon?.child.pid ?? 0,
    pids: (program: 'controller' | 'host' | 'sim-host') => pidsOf(data, program),
    databasePid: () =>
      findProcesses(words => words[0]?.endsWith('/postgres') === true && words[2]?.startsWith(`${data}/`) === true)[0]
        ?.identity.pid,
    /** One row's worth of SQL, as the database's owner and across tenants. */
    sql: async (query: string) =>
      (
        await run(
          [
            'setpriv',
            '--reuid=paddock',
            '--regid=paddock',
            '--clear-groups',
            'psql',
            '-h',
            join(data, 'run', 'postgres'),
            '-d',
            'paddock',
            '-XAtq',
            '-c',
            "set paddock.scope = '*'",
            '-c',
            query,
          ],
          { timeoutMs: 10_000 },
        )
      ).trim(),
    /** What of the installation is on the machine right now. */
    footprint: () => footprint(data),
    /** The id of the tenant's first project. */
    project: async () => (await tenant.project.list()).items[0]?.id ?? raise('There is no project.'),
    /** A template of the library, once its images are made. */
    template: (name: string) =>
      until(
        `template ${name} is ready`,
        async () => {
          const found = (await tenant.template.list({ limit: 200 })).items.find(template => template.name === name)
          if (found?.state === 'failed') throw new Error(`${name}: ${found.reason?.message}`)
          return found?.state === 'ready' ? found : undefined
        },
        { withinMs: 15 * 60_000 },
      ),
  }
}

/** What keeps memory for the next daemon is told by its folder: its words are the same for all installations. */
function endKeepers(data: string): void {
  for (const { identity } of findProcesses(words => words.join(' ') === 'sleep infinity'))
    if (readlinkSync(`/proc/${identity.pid}/cwd`).startsWith(`${data}/`)) process.kill(identity.pid, 'SIGKILL')
}

const raise = (what: string): never => {
  throw new Error(what)
}

export type LogLine = Readonly<Record<string, unknown>>

interface Daemon {
  readonly child: ChildProcess
  readonly log: LogLine[]
  readonly ended: Promise<unknown>
  address(): string
}

async function startDaemon({
  data,
  listen,
  main,
  program,
  hear,
}: {
  data: string
  listen: string
  main: string
  program: 'all' | 'sim'
  hear: (line: LogLine) => void
}): Promise<Daemon> {
  const child = spawn(process.execPath, [main, program], {
    env: { ...process.env, PADDOCK_DATA: data, PADDOCK_LISTEN: listen },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const log: LogLine[] = []
  const said: string[] = []
  createInterface({ input: child.stderr }).on('line', line => {
    if (!line.startsWith('{')) return void said.push(line)
    const parsed: LogLine = JSON.parse(line)
    if (process.env.PADDOCK_TEST_LOG !== undefined) appendFileSync(process.env.PADDOCK_TEST_LOG, `${line}\n`)
    log.push(parsed)
    hear(parsed)
  })
  const ended = once(child, 'close')
  await until(
    'Paddock is up',
    async () => {
      if (child.exitCode !== null) {
        await ended
        const last = log.slice(-5).map(line => JSON.stringify(line))
        throw new Error(`paddockd ended with ${child.exitCode}: ${[...said, ...last].join('\n')}`)
      }
      return log.find(line => line.msg === 'paddock is up')
    },
    { withinMs: 60_000, seen: () => log.slice(-5) },
  )
  return { child, log, ended, address: () => String(log.findLast(line => line.msg === 'paddock is up')?.address) }
}

function pidsOf(data: string, program: string): number[] {
  return findProcesses(words => words.at(-3) === program && words.at(-1) === data).map(({ identity }) => identity.pid)
}
