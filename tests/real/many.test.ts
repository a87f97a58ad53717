import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { until } from '@paddock/testing'
import { install } from './support/installation.ts'
import { becomes } from './support/lab.ts'
import { machinePids } from './support/victims.ts'

const machines = 12

test('a dozen machines run at once on one host, all answer, all stop, and leave nothing (HST-2)', async t => {
  const paddock = await install(t)
  const { tenant } = paddock
  await paddock.template('Tiny Linux')
  const layer = await paddock.sql("select id from layers where recipe = 'tiny-linux'")
  const bare = await paddock.footprint()
  const begunAt = Date.now()
  const say = (what: string) => t.diagnostic(`${what} after ${((Date.now() - begunAt) / 1000).toFixed(1)} s`)
  const { id } = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'many',
    spec: {
      networks: [{ name: 'lan', cidr: '10.60.0.0/24' }],
      vms: Array.from({ length: machines }, (_, at) => ({
        name: `m${at + 1}`,
        memoryMiB: 96,
        disks: [{ name: 'root', source: { kind: 'layer', layer } }],
        interfaces: [{ network: 'lan' }],
      })),
    },
    start: true,
  } as Parameters<typeof tenant.lab.create>[0])
  const lab = await becomes(paddock, id, 'running', 180_000)
  say(`${machines} machines run`)
  assert.equal(lab.vms.length, machines)
  assert.equal(machinePids(paddock).length, machines)

  let answering = 0
  await until(
    'every guest’s agent is there, with the address that the machine was given',
    async () => {
      // Whoever looks all the time takes the processors from the guests.
      await pause(1_000)
      const { vms } = await tenant.lab.get({ lab: id })
      answering = vms.filter(({ agent, interfaces }) =>
        agent.addresses.some(({ address }) => address === interfaces[0]?.address),
      ).length
      return answering === machines ? true : undefined
    },
    { withinMs: 600_000, seen: () => answering },
  )
  say('every guest has booted and has its address')

  await tenant.lab.stop({ lab: id })
  await becomes(paddock, id, 'stopped', 240_000)
  say('all have shut down')
  assert.deepEqual(machinePids(paddock), [])
  await tenant.lab.delete({ lab: id, now: true })
  await becomes(paddock, id, 'gone')
  say('the lab is gone')
  await until('nothing is left', async () =>
    (await paddock.footprint()).beyond(bare).length === 0 ? true : undefined,
  ).catch(async () => assert.deepEqual((await paddock.footprint()).beyond(bare), []))
})

test('thirty labs, running, stopped and failed, are listed each with its true state (LAB-2)', async t => {
  const paddock = await install(t)
  const { tenant } = paddock
  const projectId = await paddock.project()
  const spec = {
    networks: [{ name: 'lan', cidr: '10.61.0.0/24' }],
    vms: [
      {
        name: 'machine',
        memoryMiB: 32,
        disks: [{ name: 'root', source: { kind: 'blank' }, sizeBytes: 64 * 1024 * 1024 }],
        interfaces: [{ network: 'lan' }],
      },
    ],
  } as Parameters<typeof tenant.lab.create>[0]['spec']
  const kinds = ['running', 'stopped', 'failed'] as const
  const wanted = new Map<string, (typeof kinds)[number]>()
  await Promise.all(
    Array.from({ length: 30 }, async (_, at) => {
      const state = kinds[at % 3] ?? 'running'
      const { id } = await tenant.lab.create({ projectId, name: `${state} ${at}`, spec, start: state !== 'stopped' })
      wanted.set(id, state)
    }),
  )
  const listed = async () => (await tenant.lab.list({ limit: 200 })).items
  const tally = async (state: string) => (await listed()).filter(lab => lab.state === state).length
  await until('those that were started run', async () => ((await tally('running')) === 20 ? true : undefined), {
    withinMs: 120_000,
  })
  const doomed = (await listed())
    .filter(lab => wanted.get(lab.id) === 'failed')
    .flatMap(lab => lab.vms.map(vm => vm.id))
  const spared = (await listed())
    .filter(lab => wanted.get(lab.id) !== 'failed')
    .flatMap(lab => lab.vms.map(vm => vm.id))
  assert.equal(doomed.length, 10)
  for (const pid of machinePids(paddock, spared)) process.kill(pid, 'SIGKILL')
  const seen = async () => new Map((await listed()).map(lab => [lab.id as string, lab.state as string]))
  await until('the dead are seen as failed', async () => ((await tally('failed')) === 10 ? true : undefined))
  assert.deepEqual([...(await seen())].sort(), [...wanted].sort())
  assert.equal(machinePids(paddock).length, 10)
})
