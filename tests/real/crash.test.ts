import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { LayerId } from '@paddock/model'
import { until } from '@paddock/testing'
import { type Installation, install, type LogLine } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'
import { ifThere, patiently } from './support/patience.ts'
import { openConsole } from './support/socket.ts'
import { killHard, machinePids, type Victim } from './support/victims.ts'

type Wish = Parameters<Installation['tenant']['lab']['create']>[0]
type Lab = Awaited<ReturnType<Installation['tenant']['lab']['get']>>

let paddock: Installation
let bare: Awaited<ReturnType<Installation['footprint']>>
/** A lab of two machines that see everything: one pings the other each second, and counts on its serial port. */
let watch: Lab
let boots: string[]
let projectId: Wish['projectId']
const ending: (() => unknown)[] = []
before(async () => {
  paddock = await install(
    { after: end => void ending.unshift(end as () => unknown) },
    { logLevel: 'debug', requestsPerMinute: 100_000 },
  )
  await paddock.template('Tiny Linux')
  projectId = await paddock.project()
  bare = await paddock.footprint()
  const { id } = await paddock.tenant.lab.create({ ...(await watchmen()), start: true })
  watch = await becomes(paddock, id, 'running')
  boots = await bootsOf(watch)
  await ping()
  const count = 'n=0; while sleep 1; do n=$((n + 1)); echo "tick $n"; done >/dev/ttyS0'
  await sh(paddock, watch.vms[0]?.id ?? '', `((${count}) >/dev/null 2>&1 </dev/null &)`)
})
after(async () => {
  for (const end of ending) await end()
})

async function watchmen(): Promise<Wish> {
  const layer = (await paddock.sql("select id from layers where recipe = 'tiny-linux'")) as LayerId
  return {
    projectId,
    name: 'watch',
    spec: {
      networks: [{ name: 'lan', cidr: '10.20.0.0/24' }],
      vms: ['first', 'second'].map(name => ({
        name,
        memoryMiB: 96,
        disks: [{ name: 'root', source: { kind: 'layer', layer } }],
        interfaces: [{ network: 'lan' }],
      })),
    },
  }
}

/** Has the first machine of the watch ping the second, without end. */
async function ping(): Promise<void> {
  const [first, second] = watch.vms
  const other = second?.interfaces[0]?.address
  const line = `until ping -c 1 -W 1 ${other}; do :; done >/dev/null 2>&1; (ping ${other} >/run/pings 2>&1 </dev/null &)`
  await sh(paddock, first?.id ?? '', line, 240_000)
}

/** Which boot of its kernel each machine of a lab is in. */
const bootsOf = (lab: Lab): Promise<string[]> =>
  Promise.all(lab.vms.map(vm => sh(paddock, vm.id, 'cat /proc/sys/kernel/random/boot_id', 240_000)))

/** A lab of one machine whose disk is empty: it runs, and costs no more than that. */
const small = (name: string): Wish => ({
  projectId,
  name,
  spec: {
    networks: [{ name: 'lan', cidr: '10.20.0.0/24' }],
    vms: [
      {
        name: 'machine',
        memoryMiB: 32,
        disks: [{ name: 'root', source: { kind: 'blank' }, sizeBytes: 64 * 1024 * 1024 }],
        interfaces: [{ network: 'lan' }],
      },
    ],
  },
})

/** Waits until nothing of the lab is under way any more; undefined when it is gone. A machine that failed says why. */
async function settled(id: string): Promise<Lab | undefined> {
  const over = new Set(['running', 'stopped', 'failed'])
  let last: unknown
  const found = await until(
    `lab ${id} comes to an end of what it is at`,
    async () => {
      // Whoever looks all the time takes the processors from what is looked at.
      await pause(100)
      const lab = await ifThere(() => paddock.tenant.lab.get({ lab: id }))
      last = lab && [lab.name, lab.state, lab.reason, lab.vms.map(vm => [vm.state, vm.step, vm.reason])]
      if (lab === undefined) return 'gone'
      return lab.state !== 'deleting' && lab.vms.every(vm => over.has(vm.state)) ? lab : undefined
    },
    { withinMs: 180_000, seen: () => last },
  )
  if (found === 'gone') return undefined
  for (const vm of found.vms.filter(vm => vm.state === 'failed'))
    assert.ok(vm.reason?.message, `${found.name}: a failure without a reason`)
  return found
}

const hostIsBack = () =>
  until(
    'the host is back',
    async () => {
      const [host] = (await patiently(() => paddock.operator.host.list())).items
      return host?.state === 'online' ? true : undefined
    },
    { withinMs: 120_000 },
  )

/** How many labs there are of a name. */
const howMany = async (name: string): Promise<number> =>
  (await patiently(() => paddock.tenant.lab.list({ limit: 200 }))).items.filter(lab => lab.name === name).length

/** What is done with labs, each as one call and what it comes to; repeated by whoever finds that it failed. */
const deeds = {
  async start(lab: string) {
    let last: Lab['reason'] | undefined
    for (let tries = 0; tries < 3; ) {
      await patiently(() => paddock.tenant.lab.start({ lab }))
      const end = await settled(lab)
      if (end?.vms.every(vm => vm.state === 'running')) return
      last = end?.reason
      // A host that is away longer than it may be silent: the reason says to start again once it is back.
      if (last?.code === 'no-capacity') await hostIsBack()
      else tries++
    }
    assert.fail(`lab ${lab} does not start: ${JSON.stringify(last)}`)
  },
  async stop(lab: string) {
    await patiently(() => paddock.tenant.lab.stop({ lab, graceSeconds: 5 }))
    const end = await settled(lab)
    // One that had crashed before is not running either, and says why.
    assert.ok(
      end?.vms.every(vm => vm.state === 'stopped' || vm.state === 'failed'),
      `${end?.name} does not stop: ${JSON.stringify(end?.vms.map(vm => vm.state))}`,
    )
  },
  async delete(lab: string) {
    await ifThere(() => paddock.tenant.lab.delete({ lab, now: true }))
    assert.equal(await settled(lab), undefined)
  },
  /** Whoever asks again with the same key finds what the first asking made. */
  async create(name: string): Promise<string> {
    const key = { idempotencyKey: randomUUID() }
    const asked = { ...small(name), start: true }
    const { id } = await patiently(() => paddock.tenant.lab.create(asked, key))
    const end = await settled(id)
    if (end?.state !== 'running') await deeds.start(id)
    assert.equal(await howMany(name), 1)
    return id
  },
  async copy(lab: string, name: string): Promise<string> {
    const key = { idempotencyKey: randomUUID() }
    const { labs } = await patiently(() => paddock.tenant.lab.copy({ lab, copies: [{ name }], start: true }, key))
    const [copy] = labs
    assert.ok(copy)
    for (const each of [lab, copy.id]) if ((await settled(each))?.state !== 'running') await deeds.start(each)
    assert.equal(await howMany(name), 1)
    return copy.id
  },
}

/** When to kill: so long after the asking, or when a log says this. */
type Moment = number | { readonly name: string; readonly is: (line: LogLine) => boolean }
const said = (event: string): Moment => ({ name: event, is: line => line.msg === event })
const step = (name: string): Moment => ({ name, is: line => line.msg === 'step begins' && line.step === name })
const nameOf = (moment: Moment): string => (typeof moment === 'number' ? `${moment} ms` : moment.name)

/** Every moment of the five deeds at which something begins that a death could cut in two, in four rounds: what comes first stands first. */
const moments: Moment[][] = [
  [0, said('assignment sent'), step('make-volume'), step('stop-machine')],
  [step('forget-machine'), step('raise-fence'), step('seal-layer'), step('end-machine')],
  [step('remove-volume'), step('start-machine'), 60],
  [step('lower-fence'), step('update-machine'), step('remove-layer'), 300],
]
const rounds: [Victim, Moment[]][] = [
  ...moments.flatMap((when): [Victim, Moment[]][] => [
    ['host', when],
    ['controller', when],
    ['database', when],
    // It takes all the others with it, so that this is the slowest to come back.
    ['supervisor', when.slice(0, 2)],
  ]),
  ['everything', [step('start-machine')]],
  ['machines', [step('start-machine'), 10, 20, 40, 80]],
  ['machines', [step('update-machine'), 300, 600]],
]

test('whatever is killed while labs are created, started, stopped, copied and deleted: each comes to its end, and nothing is left', async t => {
  // Each round does every deed to another lab, so that one death falls into all of them; what a round leaves, the next one takes on.
  const [stopped, started, source, copied] = await Promise.all(['a', 'b', 'c', 'd'].map(deeds.create))
  assert.ok(stopped && started && source && copied)
  await deeds.stop(started)
  const line = { running: stopped, stopped: started, copied: source, gone: [copied] }
  const killed = new Set<string>()
  const dead = new Set<number>()
  for (const [at, [victim, when]] of rounds.entries()) {
    const begunAt = Date.now()
    const all = Promise.all([
      deeds.create(`${victim} ${at}`),
      deeds.copy(line.copied, `copy ${at}`),
      deeds.stop(line.running),
      deeds.start(line.stopped),
      ...line.gone.map(deeds.delete),
    ])
    const over = all.then(
      () => false,
      () => false,
    )
    for (const moment of when) {
      // What the dead said last may be read only now.
      const isNew = (line: LogLine) => typeof moment !== 'number' && moment.is(line) && !dead.has(Number(line.pid))
      const comes = typeof moment === 'number' ? pause(moment, true) : paddock.heard(isNew, 20_000)
      if (!(await Promise.race([comes, over]))) break
      const spared = watch.vms.map(({ id }) => id)
      for (const pid of await killHard(paddock, victim, spared)) dead.add(pid)
      killed.add(`${victim} ${nameOf(moment)}`)
    }
    const [created, copy] = await all
    Object.assign(line, { running: created, stopped: line.running, copied: line.stopped, gone: [line.copied, copy] })
    t.diagnostic(`${victim} at ${when.map(nameOf).join(', ')}: ${Date.now() - begunAt} ms`)
  }
  t.diagnostic(`killed: ${[...killed].join(', ')}`)
  await Promise.all([line.running, line.stopped, line.copied, ...line.gone].map(deeds.delete))
  for (const victim of ['host', 'controller', 'database'] as const) {
    const met = moments.flat().filter(moment => killed.has(`${victim} ${nameOf(moment)}`))
    assert.ok(met.length >= 8, `${victim} was killed at no more than ${met.map(nameOf).join(', ')}`)
  }
})

/** Asserts that the guests of the watch went on all the time, and that they can be worked on. */
async function goesOn(): Promise<void> {
  const [first] = watch.vms
  assert.ok(first)
  assert.deepEqual(await bootsOf(watch), boots, 'no guest was booted again')
  const told = await sh(paddock, first.id, 'killall -INT ping; sleep 1; cat /run/pings')
  const [, sent = 0, received = 0] = (/(\d+) packets transmitted, (\d+) packets received/.exec(told) ?? []).map(Number)
  assert.ok(sent >= 3, told)
  // The last one may be under way still.
  assert.ok(received >= sent - 1, `${sent - received} of ${sent} pings were lost`)
  await ping()
  const console = await openConsole(paddock.tenant, paddock.tenant.vm.serialUrl({ vm: first.id }))
  assert.ok(typeof console !== 'number', `the serial console was refused with ${console}`)
  const ticks = () => [...console.said().matchAll(/tick (\d+)\r?\n/g)].map(([, n]) => Number(n))
  const heard = await until('the serial console speaks', () => ticks().at(-1))
  await until('the guest goes on counting', () => (ticks().includes(heard + 2) ? true : undefined), {
    withinMs: 30_000,
  })
  console.close()
}

test('guests did not notice that every daemon was killed again and again, and are worked on as before', goesOn)

test('guests go on when Paddock is told to stop, and the next start finds them', async () => {
  const before = machinePids(paddock)
  assert.equal(before.length, 2)
  await paddock.stop()
  assert.deepEqual(machinePids(paddock), before)
  await paddock.start()
  await becomes(paddock, watch.id, 'running')
  assert.deepEqual(machinePids(paddock), before)
  await goesOn()
})

test('a machine whose QEMU is killed is failed with a reason within two seconds, and starts again with its disk', async () => {
  const [first, second] = watch.vms
  assert.ok(first && second)
  await sh(paddock, second.id, 'echo kept >/root/kept; sync')
  const [pid = 0] = machinePids(paddock, [first.id])
  process.kill(pid, 'SIGKILL')
  const killedAt = Date.now()
  const failed = await until('it is failed', async () => {
    const vm = await paddock.tenant.vm.get({ vm: second.id })
    return vm.state === 'failed' ? vm : undefined
  })
  const noticedMs = Date.now() - killedAt
  assert.ok(noticedMs < 2_000, `noticed after ${noticedMs} ms`)
  assert.match(failed.reason?.message ?? '', /process ended/)
  assert.equal((await paddock.tenant.lab.get({ lab: watch.id })).state, 'failed')
  await paddock.tenant.vm.start({ vm: second.id })
  await becomes(paddock, watch.id, 'running')
  assert.equal((await sh(paddock, second.id, 'cat /root/kept', 240_000)).trim(), 'kept')
})

test('when all labs are deleted, nothing is left of them, on the machine and in the database', async () => {
  await deeds.delete(watch.id)
  const tables = ['labs', 'vms', 'runs', 'volumes', 'disks', 'interfaces', 'networks']
  const counts = [
    ...tables.map(table => `select '${table}', count(*) from ${table}`),
    "select 'sealed layers', count(*) from layers where recipe is null",
  ]
  const rows = async () =>
    (await paddock.sql(counts.join(' union all '))).split('\n').filter(line => !line.endsWith('|0'))
  assert.deepEqual(
    [paddock.pids('controller').length, paddock.pids('host').length],
    [1, 1],
    'no daemon is left of those before',
  )
  const left = async () => [...(await rows()), ...(await paddock.footprint()).beyond(bare)]
  await until('nothing is left', async () => ((await left()).length === 0 ? true : undefined), {
    withinMs: 30_000,
  }).catch(async () => assert.deepEqual(await left(), []))
})
