import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PaddockProblem } from '@paddock/sdk'
import { startCloud, until } from '@paddock/testing'

const refused = (code: string) => (problem: unknown) => problem instanceof PaddockProblem && problem.code === code

test('versions of a template are published with notes, labs keep the one they came from, and the default goes back (BEY-6)', async t => {
  const cloud = await startCloud(t)
  const { paddock } = cloud.a.admin
  const projectId = cloud.a.project
  const source = await cloud.lab({ name: 'Source', vms: 1 })
  const first = await paddock.snapshot.take({ lab: source.id, name: 'First' })
  const { id: template } = await paddock.snapshot.save({ snapshot: first.id, name: 'Shop' })
  const old = await paddock.lab.create({ projectId, name: 'Old', templateId: template })
  assert.deepEqual(old.template, { id: template, name: 'Shop', version: 1 })

  // Of a lab as it is now, then of a snapshot with memory.
  await source.start()
  const running = await source.becomes('running')
  await paddock.lab.add({ lab: source.id, templateId: cloud.template.id, vms: ['one'] })
  const second = await paddock.template.publish({ template, labId: source.id, note: 'A second machine' })
  assert.deepEqual([second.version, second.isDefault, second.vmCount, second.memory], [2, true, 2, false])
  const taken = await paddock.snapshot.take({ lab: source.id, name: 'In flight', vmIds: [running.vms[0]?.id ?? ''] })
  await assert.rejects(
    paddock.template.publish({ template, snapshotId: taken.id, labId: source.id }),
    refused('invalid-input'),
  )
  await until('It is taken', async () =>
    (await paddock.snapshot.get({ snapshot: taken.id })).state === 'taken' ? true : undefined,
  )
  const third = await paddock.template.publish({
    template,
    snapshotId: taken.id,
    note: 'Goes on from memory',
    makeDefault: false,
  })
  assert.deepEqual([third.version, third.isDefault, third.memory, third.author?.id], [3, false, true, cloud.a.admin.id])

  const made = await paddock.lab.create({ projectId, name: 'New', templateId: template })
  assert.deepEqual([made.template?.version, made.vms.length], [2, 2])
  const ahead = await paddock.lab.create({ projectId, name: 'Ahead', templateId: template, templateVersion: 3 })
  assert.deepEqual([ahead.template?.version, ahead.state], [3, 'suspended'])
  assert.equal((await paddock.lab.get({ lab: old.id })).template?.version, 1)
  assert.equal((await paddock.template.export({ template, version: 1 })).spec.vms.length, 1)
  await assert.rejects(
    paddock.lab.create({ projectId, name: 'X', templateId: template, templateVersion: 9 }),
    refused('not-found'),
  )

  // Rolled back: labs are made from the first again, and the others stay.
  await assert.rejects(paddock.template.update({ template, version: 9 }), refused('not-found'))
  assert.equal((await paddock.template.update({ template, version: 1 })).version, 1)
  const back = await paddock.lab.create({ projectId, name: 'Back', templateId: template })
  assert.deepEqual([back.template?.version, back.vms.length], [1, 1])
  const { items } = await paddock.template.versions({ template })
  assert.deepEqual(
    items.map(one => [one.version, one.note, one.isDefault, one.labCount]),
    [
      [3, 'Goes on from memory', false, 1],
      [2, 'A second machine', false, 1],
      [1, '', true, 2],
    ],
  )

  // Kept while it is the default, and while a lab of it is there, in the trash too.
  await assert.rejects(paddock.template.unpublish({ template, version: 1 }), refused('in-use'))
  const { trash } = await paddock.lab.delete({ lab: made.id })
  await assert.rejects(paddock.template.unpublish({ template, version: 2 }), refused('in-use'))
  await paddock.trash.delete({ trash: trash?.id ?? '' })
  await until('The version is free', () =>
    paddock.template.unpublish({ template, version: 2 }).then(
      () => true,
      () => undefined,
    ),
  )
  assert.deepEqual(
    (await paddock.template.versions({ template })).items.map(one => one.version),
    [3, 1],
  )
  // The source is not needed any more, as templates keep what they stand on.
  await source.delete()
  const { spec } = await paddock.template.export({ template })
  assert.equal((await paddock.template.publish({ template, spec })).version, 4)
  await paddock.lab.start({ lab: ahead.id })
  await until('The lab goes on', async () =>
    (await paddock.lab.get({ lab: ahead.id })).state === 'running' ? true : undefined,
  )

  const member = await cloud.a.person({ name: 'mia', inProject: 'member' })
  await assert.rejects(member.paddock.template.publish({ template, spec }), refused('not-allowed'))
  await assert.rejects(cloud.b.admin.paddock.template.versions({ template }), refused('not-found'))
  await assert.rejects(paddock.template.publish({ template: cloud.template.id, spec }), refused('not-allowed'))
})
