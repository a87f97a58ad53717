import assert from 'node:assert/strict'
import { mkdtemp, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { removeTree } from '@paddock/linux'
import type { AuditVerification, Paddock } from '@paddock/sdk'
import { startCloud, until } from '@paddock/testing'
import { Client } from 'pg'

/** Waits until everything that was recorded is sealed and anchored. */
const sealed = (paddock: Paddock): Promise<AuditVerification> =>
  until('Everything is sealed and anchored', async () => {
    const told = await paddock.audit.verify()
    return told.waiting === 0 && told.through > 0 && (told.anchoredThrough === told.through || told.fault)
      ? told
      : undefined
  })

async function cloudWithAnchor(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-anchor-'))
  t.after(() => removeTree(folder, tmpdir()))
  const anchor = join(folder, 'anchor.jsonl')
  const cloud = await startCloud(t, { settings: { auditAnchor: anchor } })
  const superuser = new Client({ connectionString: cloud.superuserUrl })
  // The end of the test's database ends it.
  superuser.on('error', () => {})
  await superuser.connect()
  t.after(() => superuser.end().catch(() => {}))
  return { cloud, anchor, superuser }
}

test('whatever a superuser edits, removes, adds, reorders or cuts off behind Paddock’s back, the verifier names the first of it (AUD-1)', async t => {
  const { cloud, anchor, superuser } = await cloudWithAnchor(t)
  const { paddock } = cloud.a.admin
  for (const name of ['One', 'Two', 'Three']) {
    await paddock.project.create({ name })
    await sealed(paddock)
  }
  const whole = await sealed(paddock)
  assert.equal(whole.fault, null)
  assert.ok(whole.records >= 4 && whole.sealedAt !== null)

  for (const text of [
    "update audit set actor_name = 'Ben'",
    'delete from audit',
    'truncate audit',
    'delete from audit_seals',
  ])
    await assert.rejects(cloud.database.pool.query(text), /never changed/)

  // From here on as somebody who has the whole database, and switches triggers off.
  await superuser.query("set session_replication_role = 'replica'")
  const { rows } = await superuser.query<{ id: string; seal: number }>(
    `select (r ->> 0) as id, number as seal from audit_seals, jsonb_array_elements(records) r where chain = $1 order by number, 1`,
    [cloud.a.id],
  )
  const [early, late] = [rows.at(1), rows.at(-1)]
  assert.ok(early && late && early.seal < late.seal)
  const last = late.seal
  const row = (id: string) => `from audit where id = '${id}'`
  const cases: { what: string; tamper: string[]; says: { kind: string; seal: number; record: string | null } }[] = [
    {
      what: 'edited',
      tamper: [`update audit set outcome = 'refused' where id in ('${late.id}', '${early.id}')`],
      says: { kind: 'edited', seal: early.seal, record: early.id },
    },
    {
      what: 'removed',
      tamper: [`delete ${row(early.id)}`],
      says: { kind: 'removed', seal: early.seal, record: early.id },
    },
    {
      what: 'newest removed',
      tamper: [`delete ${row(late.id)}`],
      says: { kind: 'removed', seal: last, record: late.id },
    },
    {
      what: 'a seal removed',
      tamper: [`delete from audit_seals where chain = '${cloud.a.id}' and number = ${early.seal}`],
      says: { kind: 'seal-removed', seal: early.seal, record: null },
    },
    {
      what: 'a seal edited',
      tamper: [`update audit_seals set removed_through = 99 where chain = '${cloud.a.id}' and number = ${last}`],
      says: { kind: 'seal-edited', seal: last, record: null },
    },
    {
      what: 'seals in another order',
      tamper: [
        `update audit_seals set number = -number where chain = '${cloud.a.id}' and number in (1, 2)`,
        `update audit_seals set number = 3 + number where chain = '${cloud.a.id}' and number in (-1, -2)`,
      ],
      says: { kind: 'reordered', seal: 1, record: null },
    },
    {
      what: 'the end cut off, records and seals',
      tamper: [`delete ${row(late.id)}`, `delete from audit_seals where chain = '${cloud.a.id}' and number = ${last}`],
      says: { kind: 'cut-off', seal: last, record: null },
    },
    {
      what: 'everything gone',
      tamper: [
        `delete from audit where tenant_id = '${cloud.a.id}'`,
        `delete from audit_seals where chain = '${cloud.a.id}'`,
      ],
      says: { kind: 'cut-off', seal: 1, record: null },
    },
    {
      what: 'added',
      tamper: [
        `insert into audit select (json_populate_record(a, '{"id": "01890000-0000-7000-8000-000000000000"}')).* from audit a where id = '${late.id}'`,
      ],
      says: { kind: 'added', seal: last, record: '01890000-0000-7000-8000-000000000000' },
    },
  ]
  await superuser.query('create temporary table audit_kept as table audit')
  await superuser.query('create temporary table seals_kept as table audit_seals')
  for (const { what, tamper, says } of cases) {
    for (const text of tamper) await superuser.query(text)
    const { fault } = await paddock.audit.verify()
    assert.ok(fault, what)
    const { message, ...place } = fault
    assert.deepEqual(place, says, `${what}: ${message}`)
    await superuser.query(
      'begin; delete from audit; insert into audit table audit_kept; delete from audit_seals; insert into audit_seals table seals_kept; commit',
    )
  }
  assert.equal((await paddock.audit.verify()).fault, null)

  const others = await cloud.b.admin.paddock.audit.verify()
  assert.equal(others.fault, null, 'chains of other tenants are their own')
  await writeFile(anchor, `${JSON.stringify({ chain: cloud.a.id, number: 1, digest: '0'.repeat(64) })}\n`)
  assert.equal((await paddock.audit.verify()).fault?.kind, 'not-anchored')
  await truncate(anchor)
  assert.equal((await paddock.audit.verify()).anchoredThrough, 0)
})

test('what was recorded while no controller ran, or commits late, is sealed by the next; operators have a chain of their own (AUD-1)', async t => {
  const { cloud } = await cloudWithAnchor(t)
  const { paddock } = cloud.a.admin
  const before = await sealed(paddock)
  const late = (await paddock.audit.list()).items[0]
  assert.ok(late)
  // Older than everything that is sealed, and committed after it.
  await cloud.database.ofTenant(cloud.a.id, tx =>
    tx
      .insertInto('audit')
      .values({
        id: '01890000-0000-7000-8000-000000000001' as never,
        tenant_id: cloud.a.id,
        at: new Date(0),
        action: 'lab.start',
        address: '192.0.2.1',
        request_id: 'late',
        outcome: 'done',
      })
      .execute(),
  )
  await cloud.restart()
  const after = await until('It is sealed', async () => {
    const told = await paddock.audit.verify()
    return told.waiting === 0 && told.through > before.through ? told : undefined
  })
  assert.equal(after.fault, null)
  assert.equal(after.records, before.records + 1)
  assert.equal(
    (await paddock.audit.verify({ from: after.through })).records,
    1,
    'a check can go on where another ended',
  )
  const operators = await sealed(cloud.operator.paddock)
  assert.equal(operators.fault, null)
  assert.ok(operators.records > 0)
})
