import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { removeTree, run } from '@paddock/linux'
import { type MadeImage, recipes } from '@paddock/starter'
import { bareMachine } from './support/bare-machine.ts'

/** Where installations keep what they make, so that each image is made once on a computer. */
const cache = '/var/cache/paddock'

function image(name: string): Promise<MadeImage> {
  const recipe = recipes.get(name)
  assert.ok(recipe)
  return recipe.make({ folder: join(cache, 'images'), cacheFolder: join(cache, 'packages') })
}

/** An emulated machine on a busy computer takes ten times as long as on an idle one. */
const tinyMs = 120_000
const debianMs = 420_000

for (const [title, hardware] of [
  ['a BIOS and 128 MiB', { memoryMiB: 128 }],
  ['UEFI firmware', { memoryMiB: 256, firmware: 'uefi' }],
  ['devices that are not virtio', { memoryMiB: 128, devices: 'generic' }],
] as const)
  test(`Tiny Linux starts with ${title}, takes its name and user data from the seed, and answers its agent (LIB-7, BEY-20)`, async t => {
    const { file } = await image('tiny-linux')
    const seed = { hostname: 'kettle', userData: '#!/bin/sh\necho once >>/root/user-data\n' }
    const machine = await bareMachine(t, { ...hardware, image: file, seed })
    await machine.says('Tiny Linux ready', tinyMs)
    await machine.says('name kettle', 5_000)
    await machine.says('10.0.2.15', 5_000)
    const cards = JSON.stringify(await machine.agent('guest-network-get-interfaces'))
    assert.match(cards, /"10\.0\.2\.15"/)
    machine.type('sleep 1; sync; cat /root/user-data | wc -l; echo tea >/root/kept; sync; reboot')
    await machine.says('\n1\r', 20_000)
    await machine.says('Tiny Linux ready', tinyMs)
    await sleep(1_000)
    machine.type('cat /root/kept; cat /root/user-data | wc -l')
    await machine.says('tea\r\n1\r', 20_000)
    await machine.pressPower()
    await machine.goesOff(30_000)
  })

test("a graceful stop by Tiny Linux's agent switches the machine off", async t => {
  const { file } = await image('tiny-linux')
  const machine = await bareMachine(t, { memoryMiB: 128, image: file })
  await machine.says('Tiny Linux ready', tinyMs)
  void machine.agent('guest-shutdown').catch(() => {})
  await machine.goesOff(30_000)
})

test('the CD of Tiny Linux installs it on a blank disk, which then starts without the CD (LAB-5)', async t => {
  const { file: cd, kind } = await image('tiny-linux-iso')
  assert.equal(kind, 'iso')
  const machine = await bareMachine(t, { memoryMiB: 192, image: null, cd })
  await machine.says('Tiny Linux installer', tinyMs)
  await machine.says('installer#', 20_000)
  machine.type('install')
  await machine.says('Tiny Linux is installed on /dev/vda', 120_000)
  machine.type('install')
  await machine.says('There is no blank disk', 30_000)
  await machine.pressPower()
  await machine.goesOff(30_000)
  const installed = await bareMachine(t, { memoryMiB: 128, image: null, disk: machine.disk })
  await installed.says('Tiny Linux ready', tinyMs)
})

test('a machine of the web shop becomes its database when it is told so, and is one again at the next start', async t => {
  const { file } = await image('web-shop')
  const seed = { hostname: 'db', userData: '#!/bin/sh\nshop-role db\n' }
  const machine = await bareMachine(t, { memoryMiB: 128, image: file, seed })
  for (const start of ['first', 'second']) {
    await machine.says('Tiny Linux ready', tinyMs)
    machine.type(
      'until grep -q "ready to accept" /var/log/shop.log; do sleep 1; done; rm /var/log/shop.log; echo data""base is up',
    )
    await machine.says('database is up', 60_000)
    if (start === 'first') machine.type('reboot')
  }
})

test('Debian 12 takes its name and user data from the seed, has host keys of its own, and fills its disk (BEY-20)', async t => {
  const { file } = await image('debian-12')
  const userData =
    '#cloud-config\nwrite_files:\n- {path: /root/from-seed, content: tea}\nruncmd:\n- [touch, /root/ran]\n'
  const machine = await bareMachine(t, {
    memoryMiB: 512,
    image: file,
    diskGiB: 6,
    seed: { hostname: 'teapot', userData },
  })
  await machine.says('root@teapot:~#', debianMs)
  machine.type('cloud-init status --wait; cat /root/from-seed; ls /etc/ssh /root | tr "\\n" " "')
  for (const text of ['status: done', 'tea', 'ssh_host_ed25519_key', 'ran']) await machine.says(text, debianMs)
  machine.type(
    '[ $(df -m --output=size / | tail -n 1) -gt 5500 ] && echo as large as its" "disk; systemctl is-active ssh',
  )
  for (const text of ['as large as its disk', 'active']) await machine.says(text, 60_000)
  assert.match(JSON.stringify(await machine.agent('guest-get-osinfo')), /bookworm/)
  await machine.pressPower()
  await machine.goesOff(120_000)
})

test('Debian 12 starts with UEFI firmware', async t => {
  const { file } = await image('debian-12')
  const machine = await bareMachine(t, { memoryMiB: 512, firmware: 'uefi', image: file })
  await machine.says('login: root (automatic login)', debianMs)
})

test('the checksum of an image is that of its file, and making it again returns the same one at once', async () => {
  const made = await image('tiny-linux')
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(made.file)) hash.update(chunk)
  assert.equal(made.checksum, hash.digest('hex'))
  const before = Date.now()
  assert.deepEqual(await image('tiny-linux'), made)
  assert.ok(Date.now() - before < 1_000)
})

test('a daemon killed while it makes an image leaves no process, no mount and nothing that looks finished', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'pd-starter-'))
  t.after(() => removeTree(folder, tmpdir()))
  const program = `import { recipes } from '@paddock/starter'
    await recipes.get('tiny-linux').make({ folder: ${JSON.stringify(folder)}, cacheFolder: ${JSON.stringify(join(cache, 'packages'))}, onProgress: ({ step }) => console.log(step) })`
  const maker = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise(resolve => maker.on('exit', resolve))
  for await (const step of maker.stdout.setEncoding('utf8')) if (`${step}`.includes('Making the disk')) break
  maker.kill('SIGKILL')
  await ended
  await sleep(500)
  assert.deepEqual(
    (await readdir(folder)).filter(name => !name.startsWith('.making-')),
    [],
  )
  assert.ok(!(await run(['ps', '-eo', 'args'], { timeoutMs: 10_000 })).includes(folder))
  assert.ok(!(await run(['cat', '/proc/mounts'], { timeoutMs: 10_000 })).includes(folder))
})
