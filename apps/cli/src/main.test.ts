import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { installation, refusal, stream } from './test/installation.ts'
import { terminal } from './test/terminal.ts'

const id = (digit: number) => `0199${String(digit).padStart(4, '0')}-0000-7000-8000-000000000000`
const vm = (digit: number, name: string, state: string, reason: string | null = null) => ({
  id: id(digit),
  labId: id(1),
  name,
  description: '',
  state,
  reason: reason === null ? null : { code: 'start-failed', message: reason },
  step: '',
  cores: 1,
  memoryMiB: 64,
  firmware: 'bios',
  profile: 'linux',
  startStage: 0,
  disks: [],
  interfaces: [],
  cd: null,
  placement: null,
  startedAt: null,
  agent: { connected: false, addresses: [] },
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 1,
})
const lab = (vms: unknown[], name = 'Web shop', digit = 1) => ({
  id: id(digit),
  name,
  description: '',
  project: { id: id(90), name: 'Demo' },
  owner: { id: id(91), name: 'Ann' },
  state: 'stopped',
  reason: null,
  template: null,
  vms,
  networks: [],
  networkCount: 0,
  memoryMiB: 64,
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 1,
})
const list = (...items: unknown[]) => ({ items, nextCursor: null })

test('signing in keeps the token where only its owner can read it, and later commands use it', async t => {
  const me = {
    user: { name: 'Ann', email: 'ann@example.org' },
    tenant: { name: 'Demo', slug: 'demo' },
    operator: false,
    role: null,
    projects: [],
    permissions: [],
    expiresAt: 'x',
  }
  const { url, asked } = await installation(t, {
    'POST /v1/sessions': () => ({ token: 'secret', me }),
    'GET /v1/session': () => me,
    'DELETE /v1/session': () => undefined,
  })
  const shell = terminal(t)
  const login = await shell.type(
    ['login', url, '--tenant', 'demo', '--email', 'ann@example.org', '--password-stdin'],
    'open sesame\n',
  )
  assert.equal(login.stderr, '')
  assert.equal(login.stdout, `Signed in at ${url} as Ann of Demo.\n`)
  assert.deepEqual(asked[0]?.body, { tenant: 'demo', email: 'ann@example.org', password: 'open sesame' })
  const file = join(shell.configFolder, 'profiles.json')
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.match((await shell.type(['whoami'])).stdout, /Ann <ann@example.org>/)
  assert.equal(asked[1]?.headers.authorization, 'Bearer secret')
  assert.equal((await shell.type(['logout'])).code, 0)
  assert.doesNotMatch(readFileSync(file, 'utf8'), /secret/)
  assert.equal((await shell.type(['whoami'])).code, 3)
})

test('signing in with an API token keeps it once it was found to be good, and signing out forgets it only here', async t => {
  const me = {
    user: { name: 'Ann', email: 'ann@example.org' },
    tenant: { name: 'Demo', slug: 'demo' },
    operator: false,
    role: null,
    projects: [],
    permissions: [],
    expiresAt: 'x',
  }
  const { url } = await installation(t, {
    'GET /v1/session': ({ headers }) =>
      headers.authorization === 'Bearer pdk_good' ? me : refusal('not-signed-in', 401, 'Sign in first.'),
    'DELETE /v1/session': () => refusal('not-in-person', 403, 'A token is not enough for this.'),
  })
  const shell = terminal(t)
  assert.equal((await shell.type(['login', url, '--token'], 'pdk_bad\n')).code, 3)
  const profiles = join(shell.configFolder, 'profiles.json')
  assert.throws(() => statSync(profiles))
  const login = await shell.type(['login', url, '--token'], 'pdk_good\n')
  assert.equal(login.code, 0, login.stderr)
  assert.match(login.stdout, /as Ann of Demo/)
  assert.ok(readFileSync(profiles, 'utf8').includes('pdk_good'))
  assert.match((await shell.type(['whoami'])).stdout, /Ann/)
  assert.equal((await shell.type(['logout'])).code, 0)
  assert.ok(!readFileSync(profiles, 'utf8').includes('pdk_good'))
})

test('a token is not sent to another installation than the one that gave it', async t => {
  const { url, asked } = await installation(t, {
    'POST /v1/sessions': () => ({ token: 'secret', me: { user: { name: 'Ann' }, tenant: null } }),
  })
  const shell = terminal(t)
  await shell.type(['login', url, '--email', 'ann@example.org', '--password-stdin'], 'x')
  const elsewhere = await installation(t, {})
  assert.equal((await shell.type(['lab', 'list', '--url', elsewhere.url])).code, 3)
  assert.deepEqual(elsewhere.asked, [])
  assert.equal(asked.length, 1)
})

test('a lab is started by its name, and --json answers what the API answered', async t => {
  const { url, asked } = await installation(t, {
    'GET /v1/labs': () => list(lab([]), lab([], 'Other', 2)),
    [`POST /v1/labs/${id(1)}/start`]: () => lab([vm(3, 'web', 'starting')]),
  })
  const shell = terminal(t, { PADDOCK_URL: url, PADDOCK_TOKEN: 't' })
  const said = await shell.type(['lab', 'start', 'web-shop', '--json'])
  assert.deepEqual([said.code, said.stderr], [0, ''])
  assert.equal(JSON.parse(said.stdout).vms[0].state, 'starting')
  assert.equal(asked.at(-1)?.line, `POST /v1/labs/${id(1)}/start`)
})

test('a refusal says what to do, which field, which code and which request, without a stack', async t => {
  const { url } = await installation(t, {
    [`PATCH /v1/vms/${id(3)}`]: () =>
      refusal('invalid-input', 400, 'Look at the fields.', [
        { in: 'body', path: '/cores', message: 'must be at least 1' },
      ]),
    [`POST /v1/vms/${id(3)}/start`]: () => refusal('not-now', 409, 'It is still stopping.\u001b[2J'),
  })
  const shell = terminal(t, { PADDOCK_URL: url, PADDOCK_TOKEN: 't' })
  assert.deepEqual(await shell.type(['vm', 'update', id(3), '--cores', '0']), {
    code: 2,
    stdout: '',
    stderr: 'paddock: Look at the fields.\n  body /cores: must be at least 1\n  (invalid-input, request r-17)\n',
  })
  assert.deepEqual(await shell.type(['vm', 'start', id(3)]), {
    code: 5,
    stdout: '',
    stderr: 'paddock: It is still stopping.\\u{1b}[2J\n  (not-now, request r-17)\n',
  })
  assert.equal((await shell.type(['host', 'list', '--url', 'http://127.0.0.1:1'])).code, 6)
})

test('waiting ends when every machine runs, and tells how each got there', async t => {
  const { url } = await installation(t, {
    [`POST /v1/labs/${id(1)}/start`]: () => lab([vm(3, 'web', 'starting'), vm(4, 'db', 'starting')]),
    [`GET /v1/labs/${id(1)}/events`]: (_, response) =>
      stream(response, [
        { kind: 'lab', sequence: 1, lab: lab([vm(3, 'web', 'running'), vm(4, 'db', 'starting')]) },
        { kind: 'lab', sequence: 2, lab: lab([vm(3, 'web', 'running'), vm(4, 'db', 'running')]) },
      ]),
  })
  const shell = terminal(t, { PADDOCK_URL: url, PADDOCK_TOKEN: 't' })
  const said = await shell.type(['lab', 'start', id(1), '--wait'])
  assert.equal(said.code, 0)
  assert.equal(said.stderr, 'web: starting\ndb: starting\nweb: running\ndb: running\n')
})

test('waiting for a machine that fails ends with 1 and its reason, for one that takes too long with 7', async t => {
  const { url } = await installation(t, {
    [`POST /v1/labs/${id(1)}/start`]: () => lab([vm(3, 'web', 'starting')]),
    [`GET /v1/labs/${id(1)}/events`]: (_, response) =>
      stream(response, [{ kind: 'lab', sequence: 1, lab: lab([vm(3, 'web', 'failed', 'No host has room.')]) }]),
    [`POST /v1/labs/${id(2)}/start`]: () => lab([vm(4, 'db', 'starting')], 'Slow', 2),
    [`GET /v1/labs/${id(2)}/events`]: (_, response) => stream(response, []),
  })
  const shell = terminal(t, { PADDOCK_URL: url, PADDOCK_TOKEN: 't' })
  const failed = await shell.type(['lab', 'start', id(1), '--wait'])
  assert.equal(failed.code, 1)
  assert.match(failed.stderr, /paddock: web failed: No host has room\./)
  const slow = await shell.type(['lab', 'start', id(2), '--wait', '--timeout', '1'])
  assert.equal(slow.code, 7)
  assert.match(slow.stderr, /Not there after 1 seconds: db/)
})

test('a program in the guest gets its words as they are, and the command ends with its exit code', async t => {
  const { url, asked } = await installation(t, {
    [`POST /v1/vms/${id(3)}/exec`]: () => ({ exitCode: 42, stdout: 'out', stderr: 'err', truncated: false }),
    [`POST /v1/vms/${id(4)}/exec`]: () => refusal('no-agent', 409, 'No agent answers.'),
  })
  const shell = terminal(t, { PADDOCK_URL: url, PADDOCK_TOKEN: 't' })
  const said = await shell.type(['vm', 'exec', '-i', id(3), '--', 'sh', '-c', 'exit 42', '--json', '-x'], 'given')
  assert.deepEqual(said, { code: 42, stdout: 'out', stderr: 'err' })
  assert.deepEqual(asked[0]?.body, { command: ['sh', '-c', 'exit 42', '--json', '-x'], input: 'given' })
  const without = await shell.type(['vm', 'exec', id(4), 'true'])
  assert.equal(without.code, 125)
  assert.match(without.stderr, /no-agent/)
})

test('the console carries bytes both ways through pipes, and ends once both sides are quiet', async t => {
  const { url } = await installation(t, {}, socket => {
    socket.send(Buffer.from('login: '))
    socket.on('message', (data: Buffer) => socket.send(Buffer.from(`you typed ${data}`)))
  })
  const shell = terminal(t, { PADDOCK_URL: url, PADDOCK_TOKEN: 't' })
  const said = await shell.type(['vm', 'console', id(3), '--quiet', '1'], 'root\n')
  assert.equal(said.code, 0, said.stderr)
  assert.equal(said.stdout, 'login: you typed root\n')
})

test('a console that is refused says why', async t => {
  const { url } = await installation(t, {})
  const shell = terminal(t, { PADDOCK_URL: url, PADDOCK_TOKEN: 't' })
  const said = await shell.type(['vm', 'console', id(3)])
  assert.deepEqual([said.code, said.stderr], [5, 'paddock: It does not run.\n  (not-now, request r-17)\n'])
})

test('what is not understood ends with 2 and says what would be', async t => {
  const shell = terminal(t, { PADDOCK_TOKEN: 't', PADDOCK_URL: 'http://127.0.0.1:1' })
  for (const words of [
    ['lba'],
    ['lab', 'strat', 'x'],
    ['lab', 'start'],
    ['lab', 'start', 'x', '--nope'],
    ['vm', 'start', 'no-slash'],
    ['login', '--email', 'a@b.c'],
  ]) {
    const { code, stderr } = await shell.type(words)
    assert.equal(code, 2, words.join(' '))
    assert.notEqual(stderr, '')
  }
  assert.equal((await shell.type(['--help'])).code, 0)
  assert.equal((await shell.type(['--version'])).code, 0)
})
