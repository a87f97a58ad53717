import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addUsage, nothingUsed, type UsageBy, type UsageEvent, type UsagePeriod, usageIn } from './usage.ts'
import { usageAmounts, usageCsv } from './usage-amounts.ts'

const subject = (id: string) => ({ id, name: id })

const event = fc
  .record({
    thing: fc.constantFrom('r1', 'r2', 'v1'),
    atMs: fc.integer({ min: 0, max: 400_000_000 }),
    machines: fc.integer({ min: 0, max: 1 }),
    vcpus: fc.integer({ min: 0, max: 64 }),
    memoryMiB: fc.integer({ min: 0, max: 1 << 20 }),
    storageBytes: fc.integer({ min: 0, max: 16 * 1024 ** 4 }),
    sessions: fc.integer({ min: 0, max: 1 }),
    bytesIn: fc.integer({ min: 0, max: 1e12 }),
    bytesOut: fc.integer({ min: 0, max: 1e12 }),
    lab: fc.constantFrom(null, subject('lab-1'), subject('lab-2')),
    project: fc.constantFrom(subject('project-1'), subject('project-2')),
    user: fc.constantFrom(subject('ada'), subject('bob')),
  })
  .map((made): UsageEvent => ({ ...made, tenant: subject('acme'), knownUntilMs: 500_000_000 }))
const events = fc.array(event, { maxLength: 30 })
const moment = fc.integer({ min: 0, max: 500_000_000 })
const ways: readonly UsageBy[] = ['day', 'project', 'lab', 'user', 'tenant']

const byKey = (list: readonly UsageEvent[], period: UsagePeriod, by: UsageBy) =>
  new Map(usageIn(list, { period, by }).map(({ key, sums }) => [key, sums]))

test('a period that is split anywhere gives the same sums', () => {
  fc.assert(
    fc.property(events, fc.tuple(moment, moment, moment), fc.constantFrom(...ways), (list, moments, by) => {
      const [fromMs = 0, middle = 0, toMs = 0] = moments.toSorted((a, b) => a - b)
      const sum = byKey(list, { fromMs, toMs: middle }, by)
      for (const [key, sums] of byKey(list, { fromMs: middle, toMs }, by))
        sum.set(key, addUsage(sum.get(key) ?? nothingUsed, sums))
      assert.deepEqual(new Map([...sum].sort(([a], [b]) => (a < b ? -1 : 1))), byKey(list, { fromMs, toMs }, by))
    }),
  )
})

test('use by day, project, lab and user adds up to the same total (PRJ-2)', () => {
  fc.assert(
    fc.property(events, moment, moment, (list, one, other) => {
      const period = { fromMs: Math.min(one, other), toMs: Math.max(one, other) }
      const totals = ways.map(by =>
        usageIn(list, { period, by })
          .map(row => row.sums)
          .reduce(addUsage, nothingUsed),
      )
      for (const total of totals) assert.deepEqual(total, totals[0])
    }),
  )
})

test('a run takes from its start to its end, and while it goes on, as long as its host vouches for it (SUB-5)', () => {
  const level = { machines: 0, vcpus: 0, memoryMiB: 0, storageBytes: 0, sessions: 0, bytesIn: 0, bytesOut: 0 }
  const of = { project: subject('p'), lab: subject('l'), user: subject('u'), tenant: subject('t') }
  const started = {
    ...level,
    ...of,
    thing: 'r',
    atMs: 1_000,
    machines: 1,
    vcpus: 2,
    memoryMiB: 512,
    knownUntilMs: 9_000,
  }
  const resized = { ...started, atMs: 4_000, vcpus: 4 }
  const ended = { ...started, ...level, atMs: 6_000 }
  const used = (list: UsageEvent[], toMs = 100_000) =>
    usageIn(list, { period: { fromMs: 2_000, toMs }, by: 'lab' })[0]?.sums.vcpuMs
  assert.equal(used([started, ended]), 8_000n)
  assert.equal(used([started, resized, ended]), 12_000n)
  assert.equal(used([started]), 14_000n)
  assert.equal(used([started], 3_000), 2_000n)
})

test('what is handed over counts to the one until then, and to the other from then on', () => {
  const level = { machines: 0, vcpus: 0, memoryMiB: 0, storageBytes: 0, sessions: 0, bytesIn: 0, bytesOut: 0 }
  const of = { project: subject('p'), lab: subject('l'), user: subject('u'), tenant: subject('t') }
  const before = { ...level, ...of, thing: 'r', atMs: 0, machines: 1, knownUntilMs: 10_000 }
  const after = { ...before, atMs: 4_000, project: subject('q') }
  const question = { period: { fromMs: 0, toMs: 10_000 }, by: 'project' as const }
  const of1 = usageIn([before, after], { ...question, counts: event => event.project?.id === 'p' })
  assert.deepEqual(
    of1.map(row => [row.key, row.sums.machineMs]),
    [['p', 4_000n]],
  )
})

test('use as CSV keeps names in their cells and starts no formulas', () => {
  const csv = usageCsv([{ key: 'k', name: '=1+"1",\n2', ...usageAmounts({ ...nothingUsed, vcpuMs: 1_500n }) }])
  assert.equal(
    csv,
    'key,name,machineSeconds,vcpuSeconds,memoryGiBHours,storageGiBHours,bytesIn,bytesOut,sessionSeconds\r\n' +
      'k,"\'=1+""1"",\n2",0,1.5,0,0,0,0,0\r\n',
  )
})
