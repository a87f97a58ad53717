import { existsSync, type FSWatcher, statSync, watch } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findProcesses, removeTree } from '@paddock/linux'
import { until } from '@paddock/testing'
import { install } from '../tests/real/support/installation.ts'
import { withAfterwards } from './support/afterwards.ts'
import { end, prepareBare, seeQemu } from './support/bare-qemu.ts'
import { median, say, tell } from './support/figures.ts'
import { httpClient } from './support/http.ts'

// How long it takes from asking for a lab of one Tiny Linux machine, created and started in one call, to the first byte of the guest on its
// serial port; against QEMU alone, started by a bare script with the very same words on an equal disk. Goal: at most 1.10 of the bare boot, and
// at most 150 ms more.
//
// A round of the one follows a round of the other. The words are those of the machine that Paddock started before, less `-S`; its network is a tap
// that nobody listens to, and there is no sandbox of users, namespaces and control groups around it.

const goals = { ratio: 1.1, overheadMs: 150 }
const rounds = Number(process.env.BENCH_ROUNDS ?? 15)

await withAfterwards(async t => {
  const folder = await mkdtemp(join(tmpdir(), 'pd-bench-cold-'))
  t.after(() => removeTree(folder, tmpdir()))
  const paddock = await install(t, process.env.BENCH_SHOW === undefined ? {} : { logLevel: 'debug' })
  const template = await paddock.template('Tiny Linux')
  const projectId = await paddock.project()
  const { slug, ...administrator } = paddock.login.tenant
  const token = await tokenOf(paddock.url, { tenant: slug, ...administrator })
  const client = httpClient(paddock.url, token, 1)
  t.after(() => client.close())
  const runs = join(paddock.data, 'host', 'qemu', 'runs')
  await until('the host keeps runs', () => existsSync(runs) || undefined)
  // Other images of the library are made meanwhile: that is not what is measured.
  if (process.env.BENCH_SHOW === undefined)
    await until('the library is made', async () => (await libraryIsMade(paddock.tenant)) || undefined, {
      withinMs: 20 * 60_000,
    })

  const took: Record<'paddock' | 'bare' | 'answered' | 'running', number[]> = {
    paddock: [],
    bare: [],
    answered: [],
    running: [],
  }
  for (let round = 0; round < rounds + 1; round += 1) {
    const first = firstByteBelow(runs)
    const begun = performance.now()
    const text = await client.ask('POST', '/v1/labs', {
      name: `Cold ${round}`,
      projectId,
      templateId: template.id,
      start: true,
    })
    const answered = performance.now() - begun
    const lab: { id: string } = JSON.parse(text)
    const ours = (await first) - begun
    const seen = seeQemu(await until('QEMU is there', () => qemuOf(paddock.data)))
    const [vm] = (await paddock.tenant.lab.get({ lab: lab.id as never })).vms
    // By the wall's clock: when the machine's processors were let go.
    const running = Date.parse(vm?.startedAt ?? '') - performance.timeOrigin - begun
    const machine = await prepareBare(seen, join(folder, `bare-${round}`))
    if (process.env.BENCH_SHOW !== undefined) show(paddock.log(), begun, ours)
    await paddock.tenant.lab.delete({ lab: lab.id as never, now: true })
    await until(
      'The lab is gone',
      () =>
        paddock.tenant.lab.get({ lab: lab.id as never }).then(
          () => undefined,
          () => true,
        ),
      {
        withinMs: 30_000,
      },
    )
    await pause(500)
    const theirs = await bareBoot(machine)
    await pause(500)
    // The first warms everything up.
    if (round === 0) continue
    took.paddock.push(ours)
    took.bare.push(theirs)
    took.answered.push(answered)
    took.running.push(running)
    say(
      `  round ${round}: Paddock ${ours.toFixed(0)} ms (answered after ${answered.toFixed(0)}, processors run after ${running.toFixed(0)}), bare ${theirs.toFixed(0)} ms`,
    )
  }
  const ours = median(took.paddock)
  const theirs = median(took.bare)
  await tell('cold-start', {
    unit: 'ms',
    rows: took,
    goals: [
      { what: 'Paddock against bare QEMU', value: ours / theirs, limit: goals.ratio, good: 'at most' },
      { what: 'its own overhead', value: ours - theirs, limit: goals.overheadMs, good: 'at most', unit: ' ms' },
    ],
  })
})

async function tokenOf(url: string, who: object): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/sessions`, { method: 'POST', headers, body: JSON.stringify(who) })
  return ((await answer.json()) as { token: string }).token
}

async function libraryIsMade(tenant: Awaited<ReturnType<typeof install>>['tenant']): Promise<boolean> {
  const { items } = await tenant.template.list({ limit: 200 })
  return items.every(template => template.state !== 'making')
}

async function bareBoot(machine: Awaited<ReturnType<typeof prepareBare>>): Promise<number> {
  const first = firstByteIn(dirname(machine.serialLog))
  const begun = performance.now()
  const child = machine.start()
  try {
    return (await first) - begun
  } finally {
    await end(child)
  }
}

function qemuOf(data: string): number | undefined {
  const runs = join(data, 'host', 'qemu', 'runs')
  const isOurs = (word: string) => existsSync(join(runs, /^guest=([^,]+)/.exec(word)?.[1] ?? '/nobody'))
  return findProcesses(words => words.some(word => word.startsWith('guest=') && isOurs(word)))[0]?.identity.pid
}

/** The moment of the first byte in the serial log of a folder. */
function firstByteIn(folder: string): Promise<number> {
  const file = join(folder, 'serial.log')
  return new Promise((resolve, reject) => {
    let watcher: FSWatcher | null = null
    const look = (): void => {
      if (!existsSync(file) || statSync(file).size === 0) return
      resolve(performance.now())
      watcher?.close()
      clearTimeout(timer)
    }
    const timer = setTimeout(() => reject(new Error('The guest said nothing for a minute.')), 60_000)
    watcher = watch(folder, look)
    look()
  })
}

/** The same in the next folder that is made in this one. */
function firstByteBelow(folder: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const watcher = watch(folder, (event, name) => {
      if (event !== 'rename' || name === null || !existsSync(join(folder, name))) return
      watcher.close()
      firstByteIn(join(folder, name)).then(resolve, reject)
    })
  })
}

/** Where the time went, by the log: for whoever wants to make it shorter. */
function show(log: readonly Record<string, unknown>[], begun: number, took: number): void {
  const start = performance.timeOrigin + begun
  for (const line of log) {
    const at = typeof line.time === 'number' ? line.time : Date.parse(String(line.time))
    if (at < start - 1 || at > start + took) continue
    const { msg, step, subject, ms, route, process } = line
    say(`    ${(at - start).toFixed(0).padStart(6)} ms  ${JSON.stringify({ process, msg, step, subject, ms, route })}`)
  }
}
