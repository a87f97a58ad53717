import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { HostView, LabView } from '@paddock/api'
import { endpoints, openApi } from '@paddock/api'
import { until } from '@paddock/testing'
import { type Installation, install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'

let paddock: Installation
const ending: (() => unknown)[] = []
before(async () => {
  paddock = await install({ after: end => void ending.unshift(end as () => unknown) })
  await paddock.template('Tiny Linux')
})
after(async () => {
  for (const end of ending) await end()
})

/** Runs the command, which has to succeed, and returns what it printed. */
async function command(...words: string[]): Promise<string> {
  const ended = await paddock.cli.paddock(words)
  assert.equal(ended.code, 0, `paddock ${words.join(' ')}: ${ended.stderr}`)
  return ended.stdout
}

test('a person does the main job with the command alone: sign in, start, look inside, type, copy, stop, delete (AUT-1, LAB-1, LAB-3, LAB-10, BEY-17, BEY-21)', async () => {
  const { cli, login } = paddock
  const wrong = await cli.paddock(
    [
      'login',
      paddock.url,
      '--tenant',
      login.tenant.slug,
      '--email',
      login.tenant.email,
      '--password-stdin',
      '--profile',
      'other',
    ],
    {
      stdin: 'not the password\n',
    },
  )
  assert.equal(wrong.code, 3)
  assert.match(wrong.stderr, /wrong-credentials/)
  const audit = await paddock.tenant.audit.list({ action: 'session.create' })
  assert.deepEqual(new Set(audit.items.map(entry => entry.outcome)), new Set(['done', 'refused']))

  await command('lab', 'create', 'Shell work', '--template', 'Tiny Linux', '--start', '--wait')
  const lab: LabView = JSON.parse(await command('lab', 'show', 'shell-work', '--json'))
  assert.equal(lab.state, 'running')
  const vm = `shell-work/${lab.vms[0]?.name}`
  await sh(paddock, lab.vms[0]?.id ?? '', 'true')
  assert.equal((await command('vm', 'exec', vm, '--', 'hostname')).trim(), lab.vms[0]?.name)
  const failing = await cli.paddock(['vm', 'exec', vm, '--', '/bin/sh', '-c', 'exit 7'])
  assert.equal(failing.code, 7)

  // The serial console: what is typed is done by the guest's shell, what the boot said can still be read, and a reboot does not cut it.
  const typed = await cli.paddock(['vm', 'console', vm, '--quiet', '3'], { stdin: '\recho $((6 * 7))-typed\r' })
  assert.equal(typed.code, 0, typed.stderr)
  assert.match(typed.stdout, /42-typed/)
  const watching = cli.start(['vm', 'console', vm])
  let seen = ''
  watching.stdout?.on('data', piece => {
    seen += piece
  })
  await until(
    'a late viewer is shown what was said before',
    () => (/42-typed/.test(seen) && /Tiny Linux ready/.test(seen) ? true : undefined),
    {
      withinMs: 60_000,
      seen: () => seen,
    },
  )
  const before = seen.length
  await command('vm', 'reset', vm)
  await until(
    'the same session shows the next boot',
    () => (/Tiny Linux ready/.test(seen.slice(before)) ? true : undefined),
    { withinMs: 120_000 },
  )
  watching.kill('SIGINT')

  await command('lab', 'copy', 'shell-work', 'Second', 'Third', '--start', '--wait')
  const labs: { items: { name: string; state: string }[] } = JSON.parse(await command('lab', 'list', '--json'))
  assert.deepEqual(labs.items.map(({ name, state }) => `${name} ${state}`).sort(), [
    'Second running',
    'Shell work running',
    'Third running',
  ])
  for (const name of ['shell-work', 'second', 'third']) await command('lab', 'stop', name, '--wait')
  for (const name of ['shell-work', 'second', 'third']) await command('lab', 'delete', name, '--now', '--yes', '--wait')
  assert.deepEqual(JSON.parse(await command('lab', 'list', '--json')), { items: [], nextCursor: null })
})

test('a refusal says the limit, what is used and what to do; a placement says why (BEY-37, LAB-9)', async () => {
  const lab = await paddock.tenant.lab.create({
    projectId: await paddock.project(),
    name: 'Too large',
    spec: { networks: [], vms: [{ name: 'giant', memoryMiB: 900 * 1024 }] },
    start: true,
  })
  const failed = await becomes(paddock, lab.id, 'failed')
  assert.equal(failed.vms[0]?.reason?.code, 'no-capacity')
  assert.match(
    failed.vms[0]?.reason?.message ?? '',
    /needs 900 GiB of memory, \d+ GiB more than host .+ has free \(\d+ GiB\)\. Stop other machines, or give these less memory\./,
  )
  const shown = await paddock.cli.paddock(['lab', 'show', 'too-large'])
  assert.match(shown.stdout, /needs 900 GiB/)
  await paddock.tenant.lab.delete({ lab: lab.id, now: true })
  await becomes(paddock, lab.id, 'gone')
})

test('the operator sees what machines run on, and why (HST-2)', async () => {
  const operator = await paddock.operator.host.list()
  const host = operator.items[0] as HostView
  assert.equal(host.state, 'online')
  assert.ok(host.accelerator === 'kvm' || host.acceleratorReason.length > 10, 'TCG comes with a reason')
  assert.match(host.qemuVersion, /^\d+\.\d+/)
})

test('the installation serves its whole API as OpenAPI 3.1 (BEY-30)', async () => {
  const served = (await (await fetch(`${paddock.url}/v1/openapi.json`)).json()) as { openapi: string; paths: unknown }
  assert.equal(served.openapi.slice(0, 3), '3.1')
  assert.deepEqual(served.paths, JSON.parse(JSON.stringify(openApi(endpoints))).paths)
})
