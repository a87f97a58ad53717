import assert from 'node:assert/strict'
import { test } from 'node:test'
import { until } from '@paddock/testing'
import { install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'
import { arrived, goesOn, stream } from './support/stream.ts'

const copies = 10

test('a lab in flight is kept, ten copies go on from that instant, and it becomes that again (SNP-1, SNP-2, SNP-4, LIB-11, BEY-1, BEY-2, BEY-4)', async t => {
  const paddock = await install(t)
  const { tenant } = paddock
  const template = await paddock.template('Tiny Linux')
  const { id } = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'original',
    templateId: template.id,
  })
  await tenant.lab.add({ lab: id, templateId: template.id })
  await tenant.lab.start({ lab: id })
  const original = await becomes(paddock, id, 'running')
  await stream(paddock, original)
  await goesOn(paddock, original, 2)
  await sh(paddock, original.vms[0]?.id ?? '', 'echo before >/root/mark; sync')
  const boots = await Promise.all(original.vms.map(vm => sh(paddock, vm.id, 'cat /proc/sys/kernel/random/boot_id')))

  const taking = await tenant.snapshot.take({ lab: id, name: 'in flight' })
  const snapshot = await until(
    'the snapshot is taken',
    async () => {
      const now = await tenant.snapshot.get({ snapshot: taking.id })
      assert.notEqual(now.state, 'failed', JSON.stringify(now.reason))
      return now.state === 'taken' ? now : undefined
    },
    { withinMs: 120_000 },
  )
  const pauses = snapshot.vms.map(vm => vm.pauseMs ?? assert.fail('its pause is told'))
  t.diagnostic(`held up for ${pauses.map(ms => ms.toFixed(0)).join(' and ')} ms; ${snapshot.ownBytes >> 20} MiB`)
  assert.ok(Math.max(...pauses) < 1_000, 'the promise is 100 ms; a busy computer may take longer, a halted lab seconds')
  assert.ok(snapshot.vms.every(vm => vm.picture && /^\d+\.\d+/.test(vm.savedWith?.qemuVersion ?? '')))
  const picture = await tenant.snapshot.picture({ snapshot: snapshot.id, vm: original.vms[0]?.id ?? '' })
  assert.equal(Buffer.from(picture).toString('latin1', 1, 4), 'PNG')
  const then = await arrived(paddock, original)
  await goesOn(paddock, original, then)
  await sh(paddock, original.vms[0]?.id ?? '', 'echo after >/root/mark; sync')

  const begunAt = Date.now()
  const { labs } = await tenant.snapshot.copy({
    snapshot: snapshot.id,
    copies: Array.from({ length: copies }, (_, at) => ({ name: `copy ${at + 1}` })),
  })
  const running = await Promise.all(labs.map(lab => becomes(paddock, lab.id, 'running')))
  t.diagnostic(`${copies} copies of ${original.vms.length} machines run after ${Date.now() - begunAt} ms`)
  const random = new Set<string>()
  for (const copy of running) {
    const [first] = copy.vms
    assert.equal((await sh(paddock, first?.id ?? '', 'cat /root/mark')).trim(), 'before')
    random.add(await sh(paddock, first?.id ?? '', 'head -c 16 /dev/urandom | od -An -tx1'))
    assert.deepEqual(
      await Promise.all(copy.vms.map(vm => sh(paddock, vm.id, 'cat /proc/sys/kernel/random/boot_id'))),
      boots,
    )
  }
  assert.equal(random.size, copies, 'no two draw the same random numbers')
  const stands = await Promise.all(running.map(copy => arrived(paddock, copy)))
  await Promise.all(running.map((copy, at) => goesOn(paddock, copy, stands[at] ?? 0)))
  for (const copy of running) await tenant.lab.delete({ lab: copy.id, now: true })

  await tenant.lab.revert({ lab: id, snapshotId: snapshot.id })
  const reverted = await becomes(paddock, id, 'running')
  assert.equal((await sh(paddock, reverted.vms[0]?.id ?? '', 'cat /root/mark')).trim(), 'before')
  assert.deepEqual(
    await Promise.all(reverted.vms.map(vm => sh(paddock, vm.id, 'cat /proc/sys/kernel/random/boot_id'))),
    boots,
    'it was not booted',
  )
  await goesOn(paddock, reverted, await arrived(paddock, reverted))
  for (const copy of running) await becomes(paddock, copy.id, 'gone')
})
