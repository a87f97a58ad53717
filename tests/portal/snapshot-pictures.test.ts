import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startCloud, until } from '@paddock/testing'

test('a snapshot keeps what screens showed, for those who may see them, and tells what hangs on it (SNP-3, TEN-2)', async t => {
  const cloud = await startCloud(t)
  const { paddock, token } = cloud.a.admin
  const lab = await cloud.lab({ vms: 2 })
  await lab.start()
  await lab.becomes('running')
  const taken = async (name: string) => {
    const { id } = await paddock.snapshot.take({ lab: lab.id, name })
    return until(`${name} is taken`, async () => {
      const now = await paddock.snapshot.get({ snapshot: id })
      return now.state === 'taken' ? now : undefined
    })
  }
  const green = await taken('Green')
  assert.deepEqual(
    green.vms.map(vm => vm.picture),
    [true, true],
  )
  const [vm] = green.vms
  assert.ok(vm)
  const address = `${cloud.url}/v1/snapshots/${green.id}/pictures/${vm.id}`
  const ask = (whose: string, more: Record<string, string> = {}) =>
    fetch(address, { headers: { authorization: `Bearer ${whose}`, ...more } })
  const answer = await ask(token)
  assert.equal(answer.headers.get('content-type'), 'image/png')
  assert.equal(Buffer.from(await answer.arrayBuffer()).toString('latin1', 1, 4), 'PNG')
  assert.equal((await ask(token, { 'if-none-match': answer.headers.get('etag') ?? '' })).status, 304)
  // Nobody of another tenant, not the operator, and nobody without a console.
  assert.equal((await ask(cloud.b.admin.token)).status, 404)
  assert.equal((await ask(cloud.operator.token)).status, 403)
  assert.equal((await fetch(address)).status, 401)

  const red = await taken('Red')
  const { labs } = await paddock.snapshot.copy({ snapshot: green.id, copies: [{ name: 'Copy' }], start: false })
  const template = await paddock.snapshot.save({ snapshot: green.id, name: 'Saved' })
  await paddock.template.publish({ template: template.id, snapshotId: green.id, note: '', makeDefault: true })
  const full = await paddock.snapshot.get({ snapshot: green.id })
  assert.deepEqual(full.children, [{ id: red.id, name: 'Red' }])
  assert.deepEqual(full.copies, [{ id: labs[0]?.id, name: 'Copy' }])
  assert.equal(full.copyCount, 1)
  assert.deepEqual(
    full.templates.map(({ name, version }) => `${name} ${version}`),
    ['Saved 1', 'Saved 2'],
  )
  await paddock.snapshot.delete({ snapshot: green.id, now: true })
  assert.equal((await paddock.template.versions({ template: template.id })).items.length, 2)
  assert.equal((await ask(token)).status, 404)
})
