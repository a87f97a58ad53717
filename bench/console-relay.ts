import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '@paddock/testing'
import { type Installation, install } from '../tests/real/support/installation.ts'
import { withAfterwards } from './support/afterwards.ts'
import { median, say, tell } from './support/figures.ts'
import { relayViewer } from './support/relay-viewer.ts'
import { screenIn } from './support/screen-source.ts'

// A screen through the console hub, against the same screen through websockify. Goals: at least as many bytes in a second, and no longer from
// a key to the dots that show it. The hub has two processes on the way (controller and host) and signs in; websockify has one and does not.
//
// Both fetch the same screen, from a program that answers at once (`bench/support/screen-source.ts`), and take turns.
// Then 200 idle consoles of 200 machines are held open, for the memory that they take.

const rounds = Number(process.env.BENCH_ROUNDS ?? 7)
const roundSeconds = 2
const keysPerRound = 150
const idleConsoles = 200

await withAfterwards(bench)

async function bench(t: { after(end: () => unknown): void }): Promise<void> {
  const main = join(import.meta.dirname, 'support/relay-daemon.ts')
  const paddock = await install(t, {}, { program: 'sim', main })
  const screen = screenIn(paddock.data)
  const port = await freePort()
  const children = [
    spawn(process.execPath, [join(import.meta.dirname, 'support/screen-source.ts'), screen], { stdio: 'ignore' }),
    spawn('websockify', [`--unix-target=${screen}`, `127.0.0.1:${port}`], { stdio: 'ignore' }),
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
  const hub = await relayViewer(`${paddock.url.replace('http', 'ws')}/v1/vms/${first}/screen`, signedIn)
  const other = await relayViewer(`ws://127.0.0.1:${port}/`)
  t.after(() => {
    for (const viewer of [hub, other]) viewer.close()
  })
  const rates = { hub: [] as number[], websockify: [] as number[] }
  const trips = { hub: [] as number[], websockify: [] as number[] }
  for (let round = 0; round <= rounds; round += 1)
    for (const [name, viewer] of [
      ['hub', hub],
      ['websockify', other],
    ] as const) {
      const rate = await viewer.bytesPerSecond(roundSeconds)
      const took = await viewer.roundTrips(keysPerRound)
      // The first round warms both up.
      if (round === 0) continue
      rates[name].push(rate / 1e6)
      trips[name].push(median(took))
    }
  hub.close()
  other.close()

  const controller = paddock.pids('controller')
  const before = memoryMiB(controller)
  const idle = await Promise.all(
    machines.map(vm => relayViewer(`${paddock.url.replace('http', 'ws')}/v1/vms/${vm}/screen`, signedIn)),
  )
  await sleep(5_000)
  const after = memoryMiB(controller)
  for (const viewer of idle) viewer.close()
  say(
    `\nThe controller with ${idle.length} idle consoles: ${after.toFixed(0)} MiB, ${(after - before).toFixed(0)} MiB more than before.`,
  )

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
        what: `memory of an idle console of ${idle.length}`,
        value: (after - before) / idle.length,
        limit: 1,
        good: 'at most',
        unit: ' MiB',
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
