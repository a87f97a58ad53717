import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ExecAnswer } from '@paddock/sdk'
import { startCloud } from '@paddock/testing'
import { program, shell } from './support/paddock.ts'

test('a program runs in a guest with its own words, output and exit code (BEY-21)', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  const env = { PADDOCK_URL: cloud.url, PADDOCK_TOKEN: cloud.a.admin.token }
  const lab = await cloud.lab({ name: 'inside', vms: 1 })
  await lab.start()
  await lab.becomes('running')
  assert.deepEqual(await me.paddock(['vm', 'exec', 'inside/vm-1', '--', 'hostname'], { env }), {
    code: 0,
    stdout: 'vm-1\n',
    stderr: '',
  })
  const told = await me.paddock(['vm', 'exec', '--json', 'inside/vm-1', 'hostname'], { env })
  assert.equal((JSON.parse(told.stdout) as ExecAnswer).exitCode, 0)
  const none = await me.paddock(['vm', 'exec', 'inside/vm-1', '--', 'no-such-program'], { env })
  assert.equal(none.code, 127, none.stderr)
  await lab.powerOff()
  await lab.becomes('stopped')
  const off = await me.paddock(['vm', 'exec', 'inside/vm-1', 'hostname'], { env })
  assert.equal(off.code, 125)
  assert.match(off.stderr, /not-now/)
})

test('the serial console works in a pipe and in a terminal, where Ctrl-] leaves it (BEY-17)', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  const env = { PADDOCK_URL: cloud.url, PADDOCK_TOKEN: cloud.a.admin.token }
  const lab = await cloud.lab({ name: 'inside', vms: 1 })
  assert.equal((await me.paddock(['vm', 'console', 'inside/vm-1'], { env })).code, 5)
  await lab.start()
  await lab.becomes('running')

  const piped = await me.paddock(['vm', 'console', 'inside/vm-1', '--quiet', '1'], { stdin: 'hostname\r', env })
  assert.equal(piped.code, 0, piped.stderr)
  assert.match(piped.stdout, /vm-1/)

  // util-linux's script gives the command a terminal and ends as the command ended (script(1), --return).
  const typing = spawn(
    'script',
    ['--quiet', '--return', '--command', `${program} vm console inside/vm-1`, '/dev/null'],
    {
      env: { ...me.env, ...env },
    },
  )
  t.after(() => typing.kill())
  let seen = ''
  typing.stdout.on('data', piece => {
    seen += piece
  })
  const sees = async (wanted: RegExp) => {
    for (let tries = 0; !wanted.test(seen); tries++) {
      assert(tries < 200, `The terminal never showed ${wanted}, but: ${seen}`)
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  await sees(/Ctrl-\] to leave/)
  const before = seen.length
  typing.stdin.write('hostname\r')
  await sees(new RegExp(`^[\\s\\S]{${before},}vm-1`))
  typing.stdin.write('\u001d')
  assert.equal(await new Promise(resolve => typing.on('close', resolve)), 0)
})

test('a machine’s screen is offered at a port of this computer', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  const lab = await cloud.lab({ name: 'inside', vms: 1 })
  await lab.start()
  await lab.becomes('running')
  const offering = me.start(['vm', 'screen', 'inside/vm-1', '--json'], {
    PADDOCK_URL: cloud.url,
    PADDOCK_TOKEN: cloud.a.admin.token,
  })
  const told = await new Promise<string>(resolve => offering.stdout?.once('data', piece => resolve(String(piece))))
  const [host = '', port] = (JSON.parse(told) as { address: string }).address.split(':')
  const viewer = connect(Number(port), host)
  t.after(() => viewer.destroy())
  // A server of RFB speaks first (RFC 6143, section 7.1.1).
  assert.match(await new Promise<string>(resolve => viewer.once('data', piece => resolve(String(piece)))), /^RFB 003\./)
  offering.kill('SIGINT')
  assert.equal(await new Promise(resolve => offering.on('close', resolve)), 130)
})

test('a text is typed, keys are pressed, a picture is written, and who is at the console is told (BEY-15, BEY-16, BEY-18)', async t => {
  const cloud = await startCloud(t)
  const me = shell(t)
  const env = { PADDOCK_URL: cloud.url, PADDOCK_TOKEN: cloud.a.admin.token }
  const lab = await cloud.lab({ name: 'inside', vms: 1 })
  await lab.start()
  await lab.becomes('running')
  const run = (...words: string[]) => me.paddock(words, { env })

  const typed = await run('vm', 'type', '--json', '--enter', 'inside/vm-1', 'ls', '-l')
  assert.deepEqual(JSON.parse(typed.stdout), { total: 6, typed: 6 }, typed.stderr)
  const piped = await me.paddock(['vm', 'type', '--json', '--layout', 'de', 'inside/vm-1'], { stdin: 'süß\n', env })
  assert.deepEqual(JSON.parse(piped.stdout), { total: 4, typed: 4 }, piped.stderr)
  const refused = await run('vm', 'type', 'inside/vm-1', 'süß')
  assert.notEqual(refused.code, 0)
  assert.match(refused.stderr, /ü \(U\+00FC\)/)
  assert.equal((await run('vm', 'stop-typing', 'inside/vm-1')).code, 0)

  assert.equal((await run('vm', 'press', 'inside/vm-1', 'ctrl+alt+delete')).code, 0)
  const wrong = await run('vm', 'press', 'inside/vm-1', 'ctrl+any')
  assert.match(wrong.stderr, /There is no key any/)

  const folder = mkdtempSync(join(tmpdir(), 'paddock-picture-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const written = await run('vm', 'thumbnail', 'inside/vm-1', join(folder, 'screen.png'))
  assert.equal(written.code, 0, written.stderr)
  assert.equal(readFileSync(join(folder, 'screen.png')).subarray(1, 4).toString(), 'PNG')

  assert.match((await run('vm', 'viewers', 'inside/vm-1')).stdout, /Nobody is there/)
  assert.equal((await run('vm', 'drive', 'inside/vm-1')).code, 0)
  const nobody = await run('vm', 'drive', 'inside/vm-1', '01890000-0000-7000-8000-000000000001')
  assert.match(nobody.stderr, /not-now/)
})
