import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AuditView, HostView, LabSummary, LabView, Me, TemplateDetail, UserView, VmView } from '@paddock/sdk'
import { type Cloud, startCloud } from '@paddock/testing'
import { type Shell, shell } from './support/paddock.ts'

type List<Item> = { items: Item[]; nextCursor: null }

async function signIn(
  me: Shell,
  cloud: Cloud,
  { slug, email, password }: { slug: string; email: string; password: string },
) {
  const words = ['login', cloud.url, '--tenant', slug, '--email', email, '--password-stdin']
  const { code, stderr } = await me.paddock(words, { stdin: `${password}\n` })
  assert.equal(code, 0, stderr)
}

const adminOf = ({ slug, admin }: Cloud['a']) => ({ slug, email: admin.email, password: admin.password })

test('a person signs in, starts a lab from a template, copies it and deletes it, by names alone (LAB-1, BEY-30)', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  await signIn(me, cloud, adminOf(cloud.a))
  assert.equal(statSync(join(me.home, '.config/paddock/profiles.json')).mode & 0o777, 0o600)
  assert.equal((await me.json<Me>(['whoami'])).tenant?.slug, cloud.a.slug)

  const templates = await me.json<List<TemplateDetail>>(['template', 'list'])
  assert.deepEqual(
    templates.items.map(({ name, state }) => [name, state]),
    [['Test template', 'ready']],
  )

  const made = await me.paddock(['lab', 'create', 'Web shop', '--template', 'test-template', '--start', '--wait'])
  assert.equal(made.code, 0, made.stderr)
  assert.match(made.stderr, /one: running/)
  assert.match(made.stdout, /Web shop[\s\S]*running[\s\S]*one[\s\S]*two/)
  const lab = await me.json<LabView>(['lab', 'show', 'web shop'])
  assert.equal(lab.state, 'running')
  assert.equal((await me.json<VmView>(['vm', 'show', 'Web shop/one'])).state, 'running')

  const copies = await me.json<{ labs: LabSummary[] }>(['lab', 'copy', 'web-shop', 'Ann', 'Ben', '--start', '--wait'])
  assert.deepEqual(
    copies.labs.map(({ name }) => name),
    ['Ann', 'Ben'],
  )
  const copy = await me.json<LabView>(['lab', 'show', 'Ben'])
  assert.equal(copy.state, 'running')
  assert.deepEqual(
    copy.vms.map(vm => vm.interfaces.map(({ mac, address }) => [mac, address])),
    lab.vms.map(vm => vm.interfaces.map(({ mac, address }) => [mac, address])),
  )

  const more = await me.json<LabView>(['lab', 'add', 'web shop', 'test-template', '--vm', 'one', '--start', '--wait'])
  assert.deepEqual(
    more.vms.map(({ name, state }) => [name, state]),
    [
      ['one', 'running'],
      ['two', 'running'],
      ['one-2', 'running'],
    ],
  )

  const stopped = await me.paddock(['lab', 'stop', 'Web shop', '--wait'])
  assert.equal(stopped.code, 0, stopped.stderr)
  for (const name of ['Web shop', 'Ann', 'Ben']) {
    const { code, stderr } = await me.paddock(['lab', 'delete', name, '--now', '--wait'])
    assert.equal(code, 0, stderr)
  }
  assert.deepEqual((await me.json<List<LabSummary>>(['lab', 'list'])).items, [])
  const audit = await me.json<List<AuditView>>(['audit', 'list', '--action', 'lab.delete'])
  assert.equal(audit.items.length, 3)
})

test('a lab is built and changed piece by piece from the command line (LAB-3)', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  await signIn(me, cloud, adminOf(cloud.a))
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await me.paddock(words)
    assert.equal(code, 0, `paddock ${words.join(' ')}: ${stderr}`)
    return stdout
  }
  await run('lab', 'create', 'bench', '--description', 'from scratch')
  await run('network', 'create', 'bench', 'front', '10.9.0.0/24', '--nat', 'off')
  await run('network', 'create', 'bench', 'back', '10.10.0.0/24')
  await run('vm', 'create', 'bench', 'web', '--memory', '64', '--disk', 'data=16M', '--network', 'front')
  await run('disk', 'create', 'bench/web', 'more', '--size', '1M')
  await run('disk', 'grow', 'bench/web/more', '--size', '2M')
  await run('interface', 'create', 'bench/web', 'back', '--address', '10.10.0.77')
  await run('vm', 'update', 'bench/web', '--cores', '2', '--name', 'shop')
  await run('vm', 'start', 'bench/shop', '--wait')
  await run('interface', 'update', 'bench/shop/back', '--plugged', 'off')
  await run('network', 'update', 'bench/back', '--domain', 'back.test')
  const lab = await me.json<LabView>(['lab', 'show', 'bench'])
  assert.deepEqual(
    lab.vms.map(({ name, cores, disks, interfaces }) => [
      name,
      cores,
      disks.map(disk => [disk.name, disk.sizeBytes]),
      interfaces.map(one => [one.address.startsWith('10.10.'), one.connected]),
    ]),
    [
      [
        'shop',
        2,
        [
          ['data', 16 * 1024 ** 2],
          ['more', 2 * 1024 ** 2],
        ],
        [
          [false, true],
          [true, false],
        ],
      ],
    ],
  )
  assert.deepEqual(
    lab.networks.map(({ name, nat, domain }) => [name, nat, domain]),
    [
      ['front', false, 'lab.internal'],
      ['back', true, 'back.test'],
    ],
  )
  await run('vm', 'insert', 'bench/shop', 'test-iso')
  assert.match(await run('vm', 'eject', 'bench/shop'), /empty/)
  await run('interface', 'delete', 'bench/shop/back')
  await run('network', 'delete', 'bench/back')
  await run('disk', 'delete', 'bench/shop/more')
  await run('vm', 'power-off', 'bench/shop', '--wait')
  await run('vm', 'delete', 'bench/shop', '--wait')
  assert.equal((await me.json<LabView>(['lab', 'show', 'bench'])).state, 'empty')
})

test('a template goes out as a document and comes in again under another name (LIB-3)', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  await signIn(me, cloud, adminOf(cloud.a))
  const file = join(me.home, 'template.json')
  assert.equal((await me.paddock(['template', 'export', 'Test template', '--output', file])).code, 0)
  const again = await me.json<TemplateDetail>(['template', 'create', file, '--name', 'Mine'])
  assert.deepEqual(again.spec, (await me.json<TemplateDetail>(['template', 'show', 'Test template'])).spec)
  assert.equal((await me.paddock(['template', 'delete', 'Mine', '--revision', '99'])).code, 5)
  assert.equal((await me.paddock(['template', 'delete', 'Mine'])).code, 0)
  writeFileSync(file, 'no json')
  assert.equal((await me.paddock(['template', 'create', file])).code, 2)
})

test('an administrator runs tenant, people and projects; a member sees what the role shows', async t => {
  const cloud = await startCloud(t)
  const [operator, admin, member] = [shell(t), shell(t), shell(t)]
  const login = await operator.paddock(['login', cloud.url, '--email', cloud.operator.email, '--password-stdin'], {
    stdin: cloud.operator.password,
  })
  assert.equal(login.code, 0, login.stderr)
  const words = [
    'tenant',
    'create',
    'umbra',
    'Umbra',
    '--email',
    'a@umbra.test',
    '--admin-name',
    'Ada',
    '--password-stdin',
  ]
  assert.equal((await operator.paddock(words, { stdin: 'a long password' })).code, 0)
  assert.equal((await operator.paddock(['tenant', 'rename', 'umbra', 'Umbra Inc'])).code, 0)
  const hosts = await operator.json<List<HostView>>(['host', 'list'])
  assert.deepEqual(
    hosts.items.map(({ name, state }) => [name, state]),
    [['sim-1', 'online']],
  )
  assert.match((await operator.paddock(['host', 'show', 'sim-1'])).stdout, /simulated/)
  assert.equal((await operator.paddock(['lab', 'list'])).code, 5)

  await signIn(admin, cloud, { slug: 'umbra', email: 'a@umbra.test', password: 'a long password' })
  const create = ['user', 'create', 'bo@umbra.test', '--name', 'Bo', '--password-stdin']
  assert.equal((await admin.paddock(create, { stdin: 'another password' })).code, 0)
  assert.equal((await admin.paddock(['project', 'create', 'Course'])).code, 0)
  assert.equal((await admin.paddock(['project', 'admit', 'Course', 'bo@umbra.test'])).code, 0)
  assert.match((await admin.paddock(['project', 'members', 'Course'])).stdout, /bo@umbra\.test/)

  await signIn(member, cloud, { slug: 'umbra', email: 'bo@umbra.test', password: 'another password' })
  assert.equal((await member.paddock(['lab', 'create', 'mine'])).code, 0)
  assert.equal((await member.paddock(['user', 'list'])).code, 5)
  assert.equal((await admin.paddock(['project', 'expel', 'Course', 'Bo'])).code, 0)
  assert.equal((await member.paddock(['lab', 'show', 'mine'])).code, 5)
  const update = await admin.json<UserView>(['user', 'update', 'Bo', '--disabled', 'on'])
  assert.equal(update.disabled, true)
  assert.equal((await member.paddock(['whoami'])).code, 3)
})

test('each kind of failure ends with its own number, and says what to do (BEY-37)', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  assert.equal((await me.paddock(['lab', 'list', '--url', cloud.url])).code, 3)
  const wrong = await me.paddock(['login', cloud.url, '--tenant', 'acme', '--email', 'x@y.test', '--password-stdin'], {
    stdin: 'no',
  })
  assert.equal(wrong.code, 3)
  assert.match(wrong.stderr, /wrong-credentials, request [\w-]+/)
  await signIn(me, cloud, adminOf(cloud.a))
  const ends = async (code: number, words: string[], said: RegExp) => {
    const ended = await me.paddock(words)
    assert.equal(ended.code, code, `paddock ${words.join(' ')}: ${ended.stderr}`)
    assert.match(ended.stderr, said)
    assert.doesNotMatch(ended.stderr, /\n\s+at /)
  }
  await ends(2, ['lab', 'create', ' '], /body \/name: must not be empty/)
  await ends(4, ['lab', 'show', 'nowhere'], /There is no lab called nowhere/)
  await ends(4, ['lab', 'show', '01990000-0000-7000-8000-000000000000'], /not-found/)
  await ends(0, ['lab', 'create', 'twin'], /^$/)
  await ends(0, ['lab', 'create', 'twin'], /^$/)
  await ends(2, ['lab', 'start', 'twin'], /2 of the labs are called twin/)
  await ends(5, ['lab', 'reset', String((await me.json<List<LabSummary>>(['lab', 'list'])).items[0]?.id)], /not-now/)
})

test('a watch tells every change until it is broken off (BEY-31)', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  await signIn(me, cloud, adminOf(cloud.a))
  const lab = await cloud.lab({ name: 'seen', vms: 1 })
  const watching = me.start(['lab', 'watch', 'seen'])
  let said = ''
  const sees = (wanted: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`It never said ${wanted}, but: ${said}`)), 10_000)
      const look = () => {
        if (!wanted.test(said)) return
        clearTimeout(timer)
        resolve()
      }
      watching.stdout?.on('data', look)
      look()
    })
  watching.stdout?.on('data', piece => {
    said += piece
  })
  await sees(/vm-1 {2}stopped/)
  await lab.start()
  await sees(/vm-1 {2}running/)
  watching.kill('SIGINT')
  assert.equal(await new Promise(resolve => watching.on('close', resolve)), 130)
})

test('the shell completes commands, options and the names of labs', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  await signIn(me, cloud, adminOf(cloud.a))
  await cloud.lab({ name: 'Web shop', vms: 1 })
  const offered = async (...words: string[]) => (await me.paddock(['complete', '--', ...words])).stdout
  assert.match(await offered('lab', 'st'), /^start\t/m)
  assert.match(await offered('lab', 'start', ''), /^web-shop\tstopped$/m)
  assert.match(await offered('vm', 'console', ''), /^web-shop\/vm-1\tstopped$/m)
  assert.match(await offered('lab', 'create', 'x', '--te'), /^--template\t/m)
  for (const kind of ['bash', 'zsh', 'fish']) assert.match((await me.paddock(['complete', kind])).stdout, /paddock/)
})
