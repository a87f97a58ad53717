import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { type Paddock, PaddockProblem } from '@paddock/sdk'
import { type Cloud, startCloud, until } from '@paddock/testing'

const refused = (code: string) => (problem: unknown) => problem instanceof PaddockProblem && problem.code === code

const inTrash = async (paddock: Paddock) => (await paddock.trash.list()).items

describe('The trash', () => {
  let cloud: Cloud
  const endings: (() => unknown)[] = []
  before(async () => {
    cloud = await startCloud({ after: ending => void endings.unshift(ending as () => unknown) })
  })
  after(async () => {
    for (const ending of endings) await ending()
  })

  test('a deleted lab is stopped and in no list but the trash, comes back as it was, and starts (BEY-10)', async () => {
    const { paddock } = cloud.a.admin
    const lab = await cloud.lab({ name: 'Web shop', vms: 2 })
    await lab.start()
    const running = await lab.becomes('running')
    await paddock.quota.setProject({ project: cloud.a.project, labs: 1, vms: 2, storageBytes: 2 * 2 ** 40 })

    const trash = await lab.trash()
    assert.deepEqual(
      [trash.kind, trash.thingId, trash.name, trash.state, trash.project?.id, trash.deletedBy.id],
      ['lab', lab.id, 'Web shop', 'kept', cloud.a.project, cloud.a.admin.id],
    )
    assert.equal(Date.parse(trash.keptUntil) - Date.parse(trash.deletedAt), 7 * 86_400_000)
    assert.deepEqual(
      (await inTrash(paddock)).map(one => one.id),
      [trash.id],
    )
    assert.deepEqual((await paddock.lab.list()).items, [])
    const [vm] = running.vms
    assert.ok(vm)
    await assert.rejects(lab.view(), /Web shop is in the trash\. Restore it/)
    const asked = [() => lab.start(), () => lab.copy('Copy'), () => lab.delete(), () => paddock.vm.start({ vm: vm.id })]
    for (const ask of asked) await assert.rejects(ask, refused('not-found'))

    // Stopped by its host; what it holds still counts, and what it is does not.
    const used = async () =>
      (await paddock.quota.list({ kind: 'project' })).items.find(one => one.id === cloud.a.project)?.used
    await until('Its machines are off', async () => ((await used())?.runningVms === 0 ? true : undefined))
    const after = await used()
    assert.deepEqual([after?.labs, after?.vms, after?.networks], [0, 0, 0])
    assert.ok((after?.storageBytes ?? 0) > 0)
    await assert.rejects(paddock.project.delete({ project: cloud.a.project }), /in the trash, and could be restored/)

    const other = await cloud.lab({ name: 'In its place', vms: 2 })
    await assert.rejects(paddock.trash.restore({ trash: trash.id }), refused('quota-exceeded'))
    await other.delete()
    await other.isGone()
    const restored = await paddock.trash.restore({ trash: trash.id })
    assert.deepEqual(restored, { kind: 'lab', id: lab.id, name: 'Web shop', labId: lab.id })
    assert.deepEqual(await inTrash(paddock), [])
    const back = await lab.view()
    assert.equal(back.state, 'stopped')
    assert.deepEqual(
      back.vms.map(one => [one.id, one.name, one.disks, one.interfaces]),
      running.vms.map(one => [one.id, one.name, back.vms.find(({ id }) => id === one.id)?.disks, one.interfaces]),
    )
    await lab.start()
    await lab.becomes('running')
    await paddock.quota.setProject({ project: cloud.a.project })
    await lab.delete()
    await lab.isGone()
  })

  test('what is removed from the trash, or past it, is gone with everything on its host (BEY-10)', async () => {
    const { paddock } = cloud.a.admin
    const labs = await Promise.all(['One', 'Two', 'Three'].map(name => cloud.lab({ name })))
    for (const lab of labs) await lab.start()
    for (const lab of labs) await lab.becomes('running')
    const [one, two, three] = labs
    assert.ok(one && two && three)
    const rows = () =>
      cloud.database.ofEveryone(async tx => {
        const counts = await Promise.all(
          (['labs', 'volumes', 'runs', 'trash'] as const).map(table => tx.selectFrom(table).select('id').execute()),
        )
        return counts.map(each => each.length)
      })
    assert.equal((await one.delete()).trash, null)
    const trash = await two.trash()
    await three.trash()
    await paddock.trash.delete({ trash: trash.id })
    const seen = (await inTrash(paddock)).find(each => each.id === trash.id)
    assert.ok(seen === undefined || seen.state === 'leaving')
    assert.deepEqual(await paddock.trash.empty(), { removedCount: 1 })
    await until('Nothing is left', async () => ((await rows()).every(count => count === 0) ? true : undefined))
    assert.deepEqual(await inTrash(paddock), [])
  })

  test('a snapshot in the trash is no part of the tree, and comes back to its place in it (BEY-10)', async () => {
    const { paddock } = cloud.a.admin
    const lab = await cloud.lab({ name: 'Tree' })
    const [first, second, third] = [
      await paddock.snapshot.take({ lab: lab.id, name: 'First' }),
      await paddock.snapshot.take({ lab: lab.id, name: 'Second' }),
      await paddock.snapshot.take({ lab: lab.id, name: 'Third' }),
    ]
    const tree = async () =>
      Object.fromEntries(
        (await paddock.snapshot.list({ lab: lab.id })).items.map(one => [
          one.name,
          { parent: one.parentId, current: one.current },
        ]),
      )
    const whole = await tree()
    const { trash } = await paddock.snapshot.delete({ snapshot: second.id })
    assert.ok(trash)
    assert.deepEqual([trash.kind, trash.thingId, trash.lab?.name], ['snapshot', second.id, 'Tree'])
    await assert.rejects(paddock.snapshot.get({ snapshot: second.id }), refused('not-found'))
    const last = (await paddock.snapshot.delete({ snapshot: third.id })).trash
    assert.ok(last)
    assert.deepEqual(await tree(), { First: { parent: null, current: true } })
    assert.equal((await lab.view()).snapshotId, first.id)
    await paddock.trash.restore({ trash: last.id })
    assert.deepEqual((await tree()).Third, { parent: first.id, current: true })

    // Its lab's stay in the trash comes before its own.
    const labTrash = await lab.trash()
    await assert.rejects(paddock.trash.restore({ trash: trash.id }), /Tree, which Second is of, is in the trash itself/)
    await paddock.trash.restore({ trash: labTrash.id })
    await paddock.trash.restore({ trash: trash.id })
    assert.deepEqual(await tree(), whole)

    // For good: exactly one goes, those after it hang on the one before it.
    const gone = (await paddock.snapshot.delete({ snapshot: second.id })).trash
    assert.ok(gone)
    await paddock.trash.delete({ trash: gone.id })
    assert.deepEqual((await tree()).Third, { parent: first.id, current: true })
  })

  test('a template leaves its name when it is deleted, and comes back under another if that is taken (BEY-10)', async () => {
    const { paddock } = cloud.a.admin
    const make = () => paddock.template.create({ name: 'Shop', spec: { networks: [], vms: [{ name: 'one' }] } })
    const first = await make()
    const { trash } = await paddock.template.delete({ template: first.id })
    assert.ok(trash)
    await assert.rejects(paddock.template.get({ template: first.id }), refused('not-found'))
    await make()
    await assert.rejects(
      paddock.trash.restore({ trash: trash.id }),
      /Another template is called Shop now\. Restore this one under another name/,
    )
    await paddock.trash.restore({ trash: trash.id, name: 'Old shop' })
    assert.deepEqual((await paddock.template.list()).items.map(one => one.name).sort(), [
      'Old shop',
      'Shop',
      cloud.template.name,
    ])
    // The installation's are the operator's to delete and restore.
    const operator = cloud.operator.paddock
    const own = await operator.template.create({ name: 'Public', spec: { networks: [], vms: [] } })
    await operator.template.delete({ template: own.id })
    assert.deepEqual(await inTrash(paddock), [])
    const [gone] = await inTrash(operator)
    assert.ok(gone)
    await operator.trash.restore({ trash: gone.id })
    assert.equal((await paddock.template.get({ template: own.id })).name, 'Public')
  })

  test('whoever may delete a thing sees it in the trash, and nobody else does', async () => {
    await cloud.a.admin.paddock.trash.empty()
    const member = await cloud.a.person({ name: 'mia', inProject: 'member' })
    const nobody = await cloud.a.person({ name: 'nobody' })
    const lab = await cloud.lab({ name: 'Shared' })
    const snapshot = await member.paddock.snapshot.take({ lab: lab.id })
    await member.paddock.snapshot.delete({ snapshot: snapshot.id })
    const template = await cloud.a.admin.paddock.template.create({ name: 'Mine', spec: { networks: [], vms: [] } })
    await cloud.a.admin.paddock.template.delete({ template: template.id })
    const trash = await lab.trash()
    const kinds = async (paddock: Paddock) => (await inTrash(paddock)).map(one => one.kind)
    assert.deepEqual(await kinds(cloud.a.admin.paddock), ['lab', 'template', 'snapshot'])
    assert.deepEqual(await kinds(member.paddock), ['lab', 'snapshot'])
    for (const { paddock } of [nobody, cloud.b.admin, cloud.operator]) {
      assert.deepEqual(await kinds(paddock), [])
      await assert.rejects(paddock.trash.restore({ trash: trash.id }), refused('not-found'))
      await assert.rejects(paddock.trash.delete({ trash: trash.id }), refused('not-found'))
      assert.deepEqual(await paddock.trash.empty(), { removedCount: 0 })
    }
    await member.paddock.trash.restore({ trash: trash.id })
    assert.equal((await lab.view()).name, 'Shared')
  })
})
