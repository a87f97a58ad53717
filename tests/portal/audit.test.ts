import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AuditView, createPaddock, type InputOf } from '@paddock/sdk'
import { startCloud, until } from '@paddock/testing'

test('the audit log is found by time, action, actor, subject, address, outcome and words, and each filter holds (AUD-1)', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { paddock, id } = cloud.a.admin
  const mia = await cloud.a.person({ name: 'mia', inProject: 'viewer' })
  const begun = new Date()
  const project = await paddock.project.create({ name: 'Exam' })
  await assert.rejects(mia.paddock.project.create({ name: 'Mine' }))
  const found = async (asked: InputOf<'auditList'>) => (await paddock.audit.list({ limit: 200, ...asked })).items
  const all = await found({})
  const filters: [what: string, asked: InputOf<'auditList'>, holds: (one: AuditView) => boolean][] = [
    ['from', { from: begun.toISOString() }, one => new Date(one.at) >= begun],
    ['to', { to: begun.toISOString() }, one => new Date(one.at) < begun],
    ['action', { action: 'project.create' }, one => one.action === 'project.create'],
    ['actor', { actor: id }, one => one.actor?.id === id],
    ['subject', { subject: project.id }, one => one.subject?.id === project.id],
    ['subject’s name', { subject: 'Exam' }, one => one.subject?.name === 'Exam'],
    ['address', { address: '127.0.0.1' }, one => one.address === '127.0.0.1'],
    ['outcome', { outcome: 'refused' }, one => one.outcome === 'refused'],
    ['words', { search: 'EXAM' }, one => /exam/i.test(JSON.stringify(one))],
    ['several', { outcome: 'refused', actor: mia.id }, one => one.outcome === 'refused' && one.actor?.id === mia.id],
  ]
  for (const [what, asked, holds] of filters) {
    assert.deepEqual(await found(asked), all.filter(holds), what)
    assert.ok(all.some(holds), what)
  }
  assert.deepEqual(await found({ address: '192.0.2.1' }), [])
  assert.deepEqual(await found({ search: '100%_' }), [])
})

test('an export holds every record, is safe in a spreadsheet, and is recorded itself, refused ones too (AUD-1)', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const { paddock } = cloud.a.admin
  for (const name of ['=HYPERLINK("http://evil.test")', 'Comma, "quoted"']) await paddock.project.create({ name })
  // More than are read at once.
  await cloud.database.ofEveryone(tx =>
    tx
      .insertInto('audit')
      .values(
        Array.from({ length: 1_100 }, (_, at) => ({
          id: `01890000-0000-7000-8000-${String(at).padStart(12, '0')}` as never,
          tenant_id: cloud.a.id,
          at: new Date(at),
          action: 'lab.start',
          address: '192.0.2.1',
          request_id: 'long-ago',
          outcome: 'done' as const,
        })),
      )
      .execute(),
  )
  const text = (stream: ReadableStream<Uint8Array>) => new Response(stream).text()
  const before: AuditView[] = []
  for await (const one of paddock.audit.listAll()) before.push(one)
  const lines = (await text(await paddock.audit.export({ format: 'jsonl' }))).trimEnd().split('\n')
  // The export's own record is the first of it: it is written before the first byte.
  assert.deepEqual(
    lines.map(line => JSON.parse(line)).filter(one => one.action !== 'audit.export'),
    before,
  )
  const csv = await text(await paddock.audit.export({ action: 'project.create' }))
  const [head, ...rows] = csv.trimEnd().split('\r\n')
  assert.match(head ?? '', /^at,actor,actorId,action,/)
  assert.equal(rows.length, 2)
  assert.match(csv, /,"'=HYPERLINK\(""http:\/\/evil\.test""\)",/)
  assert.match(csv, /,"Comma, ""quoted""",/)

  const mia = await cloud.a.person({ name: 'mia', inProject: 'member' })
  await assert.rejects(mia.paddock.audit.export(), { code: 'not-allowed' })
  const exports = (await paddock.audit.list({ action: 'audit.export' })).items
  assert.deepEqual(
    exports.map(one => [one.outcome, one.code, one.subject?.id, one.subject?.name]),
    [
      ['refused', 'not-allowed', undefined, undefined],
      ['done', null, 'csv', 'action=project.create'],
      ['done', null, 'jsonl', ''],
    ],
  )
  const others = await text(await cloud.b.admin.paddock.audit.export({ format: 'jsonl' }))
  assert.doesNotMatch(others, /HYPERLINK|long-ago/)
})

test('whoever may see the log is told of each record by the event stream, and nobody else is (AUD-1)', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const mia = await cloud.a.person({ name: 'mia', inProject: 'member' })
  const stop = new AbortController()
  t.after(() => stop.abort())
  const seen = new Map<string, AuditView[]>()
  let open = 0
  const watch = async (name: string, token: string): Promise<void> => {
    const own: AuditView[] = []
    seen.set(name, own)
    const onConnection = (now: string) => {
      if (now === 'open') open += 1
    }
    const events = createPaddock({ baseUrl: cloud.url, token }).event.watch({}, { signal: stop.signal, onConnection })
    for await (const event of events) if (event.kind === 'audit') own.push(...event.records)
  }
  for (const [name, { token }] of Object.entries({ admin: cloud.a.admin, mia, other: cloud.b.admin }))
    watch(name, token).catch(() => {})
  await until('Everybody watches', () => open === 3 || undefined)
  const project = await cloud.a.admin.paddock.project.create({ name: 'Seen' })
  await cloud.b.admin.paddock.project.create({ name: 'Elsewhere' })
  const of = (name: string) => seen.get(name)?.map(one => one.subject?.name) ?? []
  await until('The administrator is told', () => of('admin').includes('Seen') || undefined)
  await until('The other tenant’s is told of their own', () => of('other').includes('Elsewhere') || undefined)
  assert.equal(seen.get('admin')?.find(one => one.subject?.id === project.id)?.action, 'project.create')
  assert.deepEqual(of('mia'), [])
  assert.ok(!of('other').includes('Seen') && !of('admin').includes('Elsewhere'))
})
