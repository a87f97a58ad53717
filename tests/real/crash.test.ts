import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@paddock/testing'
import { type Installation, install, type LogLine } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'
import { ifThere, patiently } from './support/patience.ts'
import { killHard, type Victim } from './support/victims.ts'

type Lab = Awaited<ReturnType<Installation['tenant']['lab']['get']>>

let paddock: Installation
let bare: Awaited<ReturnType<Installation['footprint']>>
const ending: (() => unknown)[] = []
before(async () => {
  paddock = await install(
    { after: end => void ending.unshift(end as () => unknown) },
    { logLevel: 'debug', requestsPerMinute: 100_000 },
  )
  await paddock.template('Tiny Linux')
  bare = await paddock.footprint()
})
after(async () => {
  for (const end of ending) await end()
})

/** A lab of the smallest machines that boot: this many, on one network. */
async function wish(name: string, machines = 1) {
  const [layer] = (await paddock.sql("select id from layers where recipe = 'tiny-linux'")).split('\n')
  return {
    projectId: await paddock.project(),
    name,
    spec: {
      networks: [{ name: 'lan', cidr: '10.20.0.0/24' }],
      vms: Array.from({ length: machines }, (_, at) => ({
        name: `m${at + 1}`,
        memoryMiB: 64,
        disks: [{ name: 'root', source: { kind: 'layer', layer } }],
        interfaces: [{ network: 'lan' }],
      })),
    },
  } as Parameters<Installation['tenant']['lab']['create']>[0]
}

/** Waits until nothing of the lab is under way any more; undefined when it is gone. A machine that failed says why. */
async function settled(id: string): Promise<Lab | undefined> {
  const over = new Set(['running', 'stopped', 'failed'])
  let last: unknown
  const found = await until(
    `lab ${id} comes to an end of what it is at`,
    async () => {
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

/** What is done with labs, each as one call and what it comes to; repeated by whoever finds that it failed. */
const deeds = {
  async start(lab: string) {
    for (let tries = 0; ; tries++) {
      await patiently(() => paddock.tenant.lab.start({ lab }))
      const end = await settled(lab)
      if (end?.vms.every(vm => vm.state === 'running')) return
      assert.ok(tries < 2, `${end?.name} does not start: ${JSON.stringify(end?.reason)}`)
    }
  },
  async stop(lab: string) {
    await patiently(() => paddock.tenant.lab.stop({ lab, graceSeconds: 60 }))
    const end = await settled(lab)
    assert.ok(
      end?.vms.every(vm => vm.state === 'stopped'),
      `${end?.name} does not stop: ${JSON.stringify(end?.vms.map(vm => vm.state))}`,
    )
  },
  async delete(lab: string) {
    await ifThere(() => paddock.tenant.lab.delete({ lab }))
    assert.equal(await settled(lab), undefined)
  },
  /** Whoever asks again with the same key finds what the first asking made. */
  async create(name: string): Promise<string> {
    const key = { idempotencyKey: randomUUID() }
    const asked = { ...(await wish(name)), start: true }
    const { id } = await patiently(() => paddock.tenant.lab.create(asked, key))
    const end = await settled(id)
    if (end?.state !== 'running') await deeds.start(id)
    assert.equal((await patiently(() => paddock.tenant.lab.list({ search: name }))).items.length, 1, `${name} once`)
    return id
  },
  async copy(lab: string, name: string): Promise<string> {
    const key = { idempotencyKey: randomUUID() }
    const { labs } = await patiently(() => paddock.tenant.lab.copy({ lab, copies: [{ name }], start: true }, key))
    const [copy] = labs
    assert.ok(copy)
    for (const each of [lab, copy.id]) if ((await settled(each))?.state !== 'running') await deeds.start(each)
    assert.equal((await patiently(() => paddock.tenant.lab.list({ search: name }))).items.length, 1, `${name} once`)
    return copy.id
  },
}

/** When to kill: so long after the asking, or when a log says this. */
type Moment = number | { readonly name: string; readonly is: (line: LogLine) => boolean }
const said = (event: string): Moment => ({ name: event, is: line => line.msg === event })
const step = (name: string): Moment => ({ name, is: line => line.msg === 'step begins' && line.step === name })

const comes = async (moment: Moment): Promise<boolean> =>
  typeof moment === 'number' ? pause(moment, true) : (await paddock.heard(moment.is, 5_000)) !== undefined

/** Every moment of the five deeds at which something begins that a death could cut in two. */
const moments: Moment[] = [
  ...[0, 15, 60],
  said('assignment sent'),
  ...[step('make-volume'), step('raise-fence'), step('start-machine'), step('seal-layer')],
  ...[step('stop-machine'), step('end-machine'), step('forget-machine')],
  ...[step('lower-fence'), step('remove-volume'), step('remove-layer')],
  ...[400, 1_500],
]
const daemons: Victim[] = ['host', 'controller', 'database', 'supervisor']

test('whatever is killed while labs are created, started, stopped, copied and deleted: each comes to its end, and nothing is left', async t => {
  // Each round does every deed to another lab, so that one death falls into all of them; what a round made, the next one takes on.
  const rounds: [Victim, Moment[]][] = [
    ...Array.from({ length: 16 }, (_, at): [Victim, Moment[]] => [
      daemons[at % 4] as Victim,
      [0, 1, 2, 3].map(of => moments[(Math.floor(at / 4) * 4 + of) % moments.length] as Moment),
    ]),
    ['everything', [step('start-machine')]],
    ['machines', [step('update-machine'), 700]],
  ]
  const killed: string[] = []
  let [created, stopped, started, copied]: (string | undefined)[] = []
  let copy: string | undefined
  for (const [at, [victim, when]] of rounds.entries()) {
    const begunAt = Date.now()
    const name = `${at} ${victim}`
    const killing = (async () => {
      for (const moment of when) {
        if (!(await comes(moment))) continue
        await killHard(paddock, victim, witnesses)
        killed.push(`${victim} ${typeof moment === 'number' ? moment : moment.name}`)
      }
    })()
    const [made, copy2] = await Promise.all([
      deeds.create(name),
      started && deeds.copy(started, `${name} copy`),
      created && deeds.stop(created),
      stopped && deeds.start(stopped),
      ...[copied, copy].map(lab => lab && deeds.delete(lab)),
    ])
    await killing
    ;[created, stopped, started, copied, copy] = [made, created, stopped, started, copy2]
    t.diagnostic(`${name}: ${Date.now() - begunAt} ms`)
  }
  console.log(killed.join('\n'))
  for (const lab of [created, stopped, started, copied, copy]) if (lab) await deeds.delete(lab)
})

const witnesses: string[] = []
void [becomes, sh, bare]
