import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '@paddock/testing'
import { type Installation, install } from '../tests/real/support/installation.ts'
import { withAfterwards } from './support/afterwards.ts'
import { median, quantile, say, tell } from './support/figures.ts'
import { type RelayViewer, relayViewer } from './support/relay-viewer.ts'
import { screenIn } from './support/screen-source.ts'

// A screen through the console hub, against the same screen through websockify. Goals: at least as many bytes in a second, and no longer from
// a key to the dots that show it. Either has one process on the way; the hub signs in, and websockify does not.
//
// Both fetch the same screen over the same Unix socket, from a program that answers at once (`bench/support/screen-source.ts`), give it to the same
// viewer on 127.0.0.1, and take turns, often: on a busy machine one turn is worth little. Before that, 200 idle consoles of 200 machines are held open
// through each, for the memory that they take.
//
// BENCH_THROUGH_HOST=1 has the screen pass the host's daemon, as the screens of other machines' hosts do.

const rounds = Number(process.env.BENCH_ROUNDS ?? 30)
const roundSeconds = 0.5
const keysPerRound = 40
/** Until V8 has compiled what a key passes. */
const warmingKeys = 1_000
const idleConsoles = 200

await withAfterwards(bench)

async function bench(t: { after(end: () => unknown): void }): Promise<void> {
  const main = join(import.meta.dirname, 'support/relay-daemon.ts')
  const paddock = await install(t, {}, { program: 'sim', main })
  const screen = screenIn(paddock.data)
  const port = await freePort()
  // Each in a session of its own, as services are and as Paddock's processes are: the kernel shares processors out among sessions (sched(7), autogroup).
  const alone = { stdio: 'ignore', detached: true } as const
  const children = [
    spawn(process.execPath, [join(import.meta.dirname, 'support/screen-source.ts'), screen], alone),
    spawn('websockify', [`--unix-target=${screen}`, `127.0.0.1:${port}`], alone),
  ]
  t.after(() => {
    for (const child of children) child.kill('SIGKILL')
  })
  for (const child of children)
    child.once('error', cause => {
      throw cause
    })
  await until('both listen', async () => (existsSync(screen) && (await answers(port)) ? true : undefined))

  const machines = await runningMachines(paddock)
  const [first] = machines
  if (first === undefined) throw new Error('There is no machine.')
  const signedIn = paddock.tenant.authorization()
  const addresses = machines.map(vm => `${paddock.url.replace('http', 'ws')}/v1/vms/${vm}/screen`)
  const ofHub = await idleMiB('hub', addresses, signedIn, () => [
    ...paddock.pids('controller'),
    ...paddock.pids('sim-host'),
  ])
  // It makes a process for each connection.
  const ofWebsockify = await idleMiB(
    'websockify',
    machines.map(() => `ws://127.0.0.1:${port}/`),
    {},
    () => familyOf(children[1]?.pid ?? 0),
  )

  const hub = await relayViewer(`${paddock.url.replace('http', 'ws')}/v1/vms/${first}/screen`, signedIn)
  const other = await relayViewer(`ws://127.0.0.1:${port}/`)
  t.after(() => {
    for (const viewer of [hub, other]) viewer.close()
  })
  const rates = { hub: [] as number[], websockify: [] as number[] }
  const trips = { hub: [] as number[], websockify: [] as number[] }
  for (let round = 0; round <= rounds; round += 1)
    for (const name of round % 2 === 0 ? (['hub', 'websockify'] as const) : (['websockify', 'hub'] as const)) {
      const viewer = name === 'hub' ? hub : other
      const rate = await viewer.bytesPerSecond(roundSeconds)
      const took = await viewer.roundTrips(round === 0 ? warmingKeys : keysPerRound)
      // The first round warms both up.
      if (round === 0) continue
      rates[name].push(rate / 1e6)
      trips[name].push(...took)
    }
  hub.close()
  other.close()

  await tell('console-relay', {
    unit: 'MB/s, and ms from key to dots',
    rows: {
      'hub, MB/s': rates.hub,
      'websockify, MB/s': rates.websockify,
      'hub, ms': trips.hub,
      'websockify, ms': trips.websockify,
    },
    goals: [
      {
        what: 'bytes in a second',
        value: median(rates.hub) / median(rates.websockify),
        limit: 1,
        good: 'at least',
        unit: ' ×',
      },
      {
        what: 'round trip',
        value: median(trips.hub) / median(trips.websockify),
        limit: 1,
        good: 'at most',
        unit: ' ×',
      },
      {
        what: `memory of an idle console of ${idleConsoles}`,
        value: ofHub / idleConsoles,
        limit: 1,
        good: 'at most',
        unit: ' MiB',
      },
      {
        what: 'memory of idle consoles',
        value: ofHub / ofWebsockify,
        limit: 1,
        good: 'at most',
        unit: ' ×',
      },
      {
        what: '99 of 100 keys (CON-1)',
        value: quantile(trips.hub, 0.99),
        limit: 150,
        good: 'at most',
        unit: ' ms',
      },
    ],
  })
}

/** Two hundred machines that run, in labs of fifty. */
async function runningMachines({ tenant, project }: Installation): Promise<string[]> {
  const projectId = await project()
  const machines: string[] = []
  const each = 50
  for (let at = 0; at < idleConsoles; at += each) {
    const vms = Array.from({ length: each }, (_, number) => ({ name: `vm-${number + 1}`, memoryMiB: 64 }))
    const lab = await tenant.lab.create({ projectId, name: `Consoles ${at}`, spec: { vms }, start: true })
    const running = await until(
      `${lab.name} runs`,
      async () => {
        const now = await tenant.lab.get({ lab: lab.id })
        return now.state === 'running' ? now : undefined
      },
      { withinMs: 60_000 },
    )
    machines.push(...running.vms.map(({ id }) => id))
  }
  return machines
}

/** What so many idle consoles take, when each has been looked at once. */
async function idleMiB(
  name: string,
  addresses: readonly string[],
  headers: Readonly<Record<string, string>>,
  pids: () => readonly number[],
): Promise<number> {
  const before = memoryMiB(pids())
  const idle: RelayViewer[] = []
  for (const address of addresses) idle.push(await relayViewer(address, headers))
  await sleep(5_000)
  const took = memoryMiB(pids()) - before
  for (const viewer of idle) viewer.close()
  say(`${idle.length} idle consoles of ${name}: ${((took / idle.length) * 1024).toFixed(0)} KiB each.`)
  return took
}

/** A process and those that it made. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(familyOf)]
}

/** Memory that is these processes' alone. Source: proc(5), smaps_rollup. */
function memoryMiB(pids: readonly number[]): number {
  const kib = pids.map(pid =>
    Number(/^Pss_Anon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1]),
  )
  return kib.reduce((sum, one) => sum + one, 0) / 1024
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('error', () => resolve(false))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
