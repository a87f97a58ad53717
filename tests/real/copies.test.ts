import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { inNetns, run } from '@paddock/linux'
import { type Installation, install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'
import { startOutside } from './support/outside.ts'

/** Records every frame on every port of every lab of the installation; the result ends it and gives each port's bytes. */
async function captureEverywhere(t: TestContext, namespaces: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'pd-cap-'))
  const running: { netns: string; port: string; file: string; child: ChildProcess }[] = []
  t.after(async () => {
    for (const { child } of running) child.kill('SIGKILL')
    await rm(folder, { recursive: true })
  })
  for (const netns of namespaces) {
    const links: { ifname: string; master?: string; linkinfo?: { info_kind?: string } }[] = JSON.parse(
      await run(inNetns(netns, ['ip', '-json', '-details', 'link', 'show']), { timeoutMs: 5_000 }),
    )
    for (const { ifname: port } of links.filter(link => link.linkinfo?.info_kind === 'tun')) {
      const file = join(folder, `${netns}-${port}.pcap`)
      const [program = '', ...rest] = inNetns(netns, [
        'tcpdump',
        '-Z',
        'root',
        '-U',
        '--immediate-mode',
        '-n',
        '-i',
        port,
        '-w',
        file,
      ])
      const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'] })
      await once(child.stderr, 'data')
      running.push({ netns, port, file, child })
    }
  }
  return async () => {
    await pause(300)
    const captured = []
    for (const { netns, port, file, child } of running) {
      child.kill('SIGINT')
      await once(child, 'exit')
      captured.push({ netns, port, bytes: await readFile(file) })
    }
    return captured
  }
}

const namespacesOf = async (paddock: Installation) => {
  const numbers = (await paddock.sql('select id, number from labs')).split('\n').map(line => line.split('|'))
  const all: { name: string }[] = JSON.parse(await run(['ip', '-json', 'netns', 'list'], { timeoutMs: 5_000 }))
  return new Map(
    numbers.map(([id = '', number = '']) => [
      id,
      all.find(({ name }) => name === `pd${paddock.tag}-${Number(number).toString(36)}`)?.name ?? '',
    ]),
  )
}

test('three copies of a lab with the same addresses run at once, reach the world each by itself, and meet no frame of each other (NET-1, NET-9, NET-10, LAB-10)', async t => {
  const paddock = await install(t)
  const outside = await startOutside(t)
  const { tenant } = paddock
  const template = await paddock.template('Tiny Linux')
  const first = await tenant.lab.create({
    projectId: await paddock.project(),
    name: 'original',
    templateId: template.id,
  })
  // A second machine, so that there is traffic between two of them, and a second network, which must hear none of it.
  await tenant.lab.add({ lab: first.id, templateId: template.id })
  const apart = await tenant.network.create({ lab: first.id, name: 'apart', cidr: '10.77.0.0/24' })
  const bystander = await tenant.vm.create({ lab: first.id, name: 'bystander', memoryMiB: 64, networkIds: [apart.id] })
  assert.equal(bystander.interfaces.length, 1)
  await tenant.lab.start({ lab: first.id })
  const original = await becomes(paddock, first.id, 'running')
  const [left, right] = original.vms
  assert.ok(left && right)
  await sh(paddock, left.id, 'echo written-before-the-copy > /root/mark; sync')

  const { labs: made } = await tenant.lab.copy({
    lab: first.id,
    copies: [{ name: 'copy 1' }, { name: 'copy 2' }],
    start: true,
  })
  const labs = [original, ...(await Promise.all(made.map(({ id }) => becomes(paddock, id, 'running'))))]
  const addresses = (lab: (typeof labs)[number]) =>
    lab.vms.flatMap(vm => vm.interfaces.map(port => `${port.mac} ${port.address}`)).sort()
  for (const lab of labs) assert.deepEqual(addresses(lab), addresses(original))
  for (const lab of labs)
    assert.equal((await sh(paddock, lab.vms[0]?.id ?? '', 'cat /root/mark')).trim(), 'written-before-the-copy')
  for (const lab of labs) await sh(paddock, lab.vms[1]?.id ?? '', 'true')

  const spaces = await namespacesOf(paddock)
  const finish = await captureEverywhere(
    t,
    labs.map(lab => spaces.get(lab.id) ?? ''),
  )

  // Each asks the world for its own word, all at the same time, and says another word to its neighbour.
  const answers = await Promise.all(
    labs.map((lab, at) =>
      sh(
        paddock,
        lab.vms[0]?.id ?? '',
        `for i in 1 2 3 4 5; do wget -q -O - http://${outside.address}/word-${at}-$i; echo; done; ping -c 2 -p a${at} -s 64 ${right.interfaces[0]?.address} > /dev/null && echo neighbour`,
      ),
    ),
  )
  for (const [at, answer] of answers.entries())
    assert.deepEqual(
      answer.trim().split('\n'),
      [...[1, 2, 3, 4, 5].map(i => `/word-${at}-${i}`), 'neighbour'],
      `copy ${at} got its own answers`,
    )
  assert.equal(outside.asked().filter(({ path }) => path.startsWith('/word-')).length, 15)

  const captured = await finish()
  assert.equal(captured.length, 9, 'every port of every copy was recorded')
  for (const [at, lab] of labs.entries()) {
    const own = captured.filter(({ netns }) => netns === spaces.get(lab.id))
    for (const [other] of labs.entries()) {
      const word = `/word-${other}-`
      const pattern = Buffer.from(`a${other}`.repeat(32), 'hex')
      const heard = own.filter(({ bytes }) => bytes.includes(word) || bytes.includes(pattern))
      if (other === at) assert.ok(heard.length > 0, `the capture works: copy ${at} sees its own words`)
      else
        assert.deepEqual(
          heard.map(({ port }) => port),
          [],
          `no frame of copy ${other} in copy ${at}`,
        )
    }
    // Two machines talked on one network; the third, on another, heard neither.
    assert.equal(own.filter(({ bytes }) => bytes.includes(Buffer.from(`a${at}`.repeat(32), 'hex'))).length, 2)
  }
})
