import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { until } from '@paddock/testing'
import type { Browser, CDPSession } from 'playwright-core'
import { openPage, startBrowser, visit } from '../portal/support/browser.ts'
import { signInAs } from '../portal/support/people.ts'
import { type Door, enter, type OpenSocket, watchScreen } from '../portal/support/viewer.ts'
import { type Installation, install } from './support/installation.ts'
import { madeGerman } from './support/keymap.ts'
import { becomes, sh } from './support/lab.ts'

let paddock: Installation
let lab: string
let vm: string
let browser: Browser
let token: string
const ending: (() => unknown)[] = []
before(async () => {
  paddock = await install({ after: end => void ending.unshift(end as () => unknown) })
  const template = await paddock.template('Tiny Linux')
  const made = await paddock.tenant.lab.create({
    name: 'Console work',
    projectId: await paddock.project(),
    templateId: template.id,
    start: true,
  })
  lab = made.id
  vm = (await becomes(paddock, lab, 'running')).vms[0]?.id ?? ''
  token = paddock.tenant.authorization().authorization ?? ''
  await sh(paddock, vm, 'true')
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  for (const end of ending) await end()
})

const door = (kind: 'screen' | 'serial', query = ''): Door => ({
  url: paddock.url,
  path: `/v1/vms/${vm}/${kind}${query}`,
  headers: { authorization: token },
})

/** Types as a viewer, by X11 numbers: which are those of Latin letters. */
function typeAs(viewer: { press(key: number): void }, words: string): void {
  for (const letter of words) viewer.press(letter === '\n' ? 0xff0d : letter.charCodeAt(0))
}

const untilThere = (file: string) =>
  until(`${file} is there`, async () => ((await sh(paddock, vm, 'ls /root')).includes(file) ? true : undefined), {
    withinMs: 20_000,
  })

test('two viewers of a real machine see the same picture and both type; what one sends who only watches changes nothing (CON-1, BEY-15)', async () => {
  const one = await watchScreen(door('screen'))
  const guest = await watchScreen(door('screen', '?view=only'))
  typeAs(guest, 'touch /root/never\n')
  // The left button, in the middle; and QEMU's extended key event with the scan code of Return.
  guest.send(5, 1, 0, 100, 0, 100)
  guest.send(255, 0, 0, 1, 0, 0, 255, 13, 0, 0, 0, 0x1c)
  typeAs(one, 'touch /root/one\n')
  await untilThere('one')
  const two = await watchScreen(door('screen'))
  typeAs(two, 'clear; touch /root/two\n')
  await untilThere('two')
  // The cursor blinks: both are looked at until they show the same moment.
  await until('all see the same', () =>
    [two, guest].every(viewer => viewer.picture().equals(one.picture())) ? true : undefined,
  )
  assert.ok(new Set(one.picture().filter((_, at) => at % 4 === 1)).size > 1, 'the picture shows something')
  assert.ok(one.takesScanCodes() && two.takesScanCodes())
  assert.doesNotMatch(await sh(paddock, vm, 'ls /root'), /never/)
  const { viewers } = await paddock.tenant.vm.console({ vm })
  assert.deepEqual(
    viewers.map(({ kind, viewOnly, drives }) => [kind, viewOnly, drives]),
    [
      ['screen', false, true],
      ['screen', true, false],
      ['screen', false, true],
    ],
  )
  for (const { socket } of [one, two, guest]) socket.close()
})

test('a screen comes over its own socket, shown for a moment under a name that only the controller reaches', async () => {
  const folder = join(paddock.data, 'run', 'screens')
  const before = new Set(readdirSync(folder))
  const { socket } = await watchScreen(door('screen'))
  const shown = readdirSync(folder).filter(name => !before.has(name))
  assert.equal(shown.length, 1, 'the host showed the socket')
  const stat = lstatSync(join(folder, shown[0] ?? ''))
  assert.ok(stat.isSocket() && stat.uid !== 0, 'it is QEMU’s own')
  const { uid, gid, mode } = statSync(folder)
  const controller = statSync(`/proc/${paddock.pids('controller')[0]}`)
  assert.deepEqual([uid, gid, mode & 0o777], [0, controller.gid, 0o710])
  socket.close()
})

/** Types into a file of the guest, and returns what came. */
async function typedInto(file: string, text: string, layout: 'us' | 'de'): Promise<string> {
  await paddock.tenant.vm.type({ vm, text: `cat >/root/${file}\n`, layout })
  await untilThere(file)
  const answer = await paddock.tenant.vm.type({ vm, text, layout })
  assert.equal(answer.typed, answer.total)
  await paddock.tenant.vm.press({ vm, keys: ['ctrl', 'd'] })
  const length = Buffer.byteLength(text)
  return until(
    `${length} bytes are in ${file}`,
    async () => {
      const now = await sh(paddock, vm, `cat /root/${file}`)
      return Buffer.byteLength(now) >= length ? now : undefined
    },
    { withinMs: 10_000, seen: () => 'fewer' },
  )
}

test('two thousand typed characters arrive whole in a real guest (BEY-16)', async () => {
  const line = `${Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')}\tWhole?\n`
  const text = line.repeat(20).slice(0, 1_999).concat('\n')
  const begun = performance.now()
  const came = await typedInto('pasted', text, 'us')
  console.log(`# 2,000 characters typed in ${Math.round(performance.now() - begun)} ms`)
  const sum = (bytes: string) => createHash('sha256').update(bytes).digest('hex')
  assert.equal(sum(came), sum(text))
})

/** Has the guest's console take keys as they are printed on a keyboard. */
async function setLayout(layout: 'us' | 'de'): Promise<void> {
  await sh(paddock, vm, '[ -e /root/us.map ] || dumpkmap >/root/us.map')
  const us = Buffer.from(await sh(paddock, vm, 'base64 /root/us.map'), 'base64')
  const map = layout === 'us' ? us : madeGerman(us)
  await sh(paddock, vm, `echo '${map.toString('base64')}' | base64 -d | loadkmap`)
}

test('on a German layout z, y, ü and @ are typed right into a guest that has it (BEY-16)', async () => {
  await setLayout('de')
  const text = 'zZyY üÜöÖäÄß @{[]}\\|~ "§&/()=? +*#\' -_.:,;<> µ²³\n'
  assert.equal(await typedInto('german', text, 'de'), text)
  await assert.rejects(paddock.tenant.vm.type({ vm, text: 'a😀', layout: 'de' }), { code: 'invalid-input' })
})

/** Presses keys as a browser tells them: by their place on the keyboard, and by what is printed there. */
async function pressInBrowser(session: CDPSession, keys: readonly (readonly [string, string])[]): Promise<void> {
  for (const type of ['keyDown', 'keyUp'] as const)
    for (const [code, key] of type === 'keyDown' ? keys : keys.toReversed())
      await session.send('Input.dispatchKeyEvent', { type, code, key })
}

test('a German and a US keyboard in the browser type z, y, @ and ü right into a guest of the same layout (CON-1, BEY-16)', async () => {
  const { page } = await openPage(browser, { url: paddock.url })
  const { slug, email, password } = paddock.login.tenant
  await signInAs(page, { email, password, tenant: slug })
  await visit(page, `/labs/${lab}/vms/${vm}/screen`)
  await page.locator('canvas').first().waitFor({ timeout: 30_000 })
  const session = await page.context().newCDPSession(page)
  const at = ['AltRight', 'AltGraph'] as const
  const keyboards = [
    {
      layout: 'de',
      keys: [[['KeyY', 'z']], [['KeyZ', 'y']], [['BracketLeft', 'ü']], [at, ['KeyQ', '@']]],
      gives: 'zyü@\n',
    },
    {
      layout: 'us',
      keys: [
        [['KeyZ', 'z']],
        [['KeyY', 'y']],
        [
          ['ShiftLeft', 'Shift'],
          ['Digit2', '@'],
        ],
      ],
      gives: 'zy@\n',
    },
  ] as const
  for (const { layout, keys, gives } of keyboards) {
    await setLayout(layout)
    const file = `browser-${layout}`
    await paddock.tenant.vm.type({ vm, text: `cat >/root/${file}\n`, layout })
    await untilThere(file)
    await page.locator('canvas').first().click()
    for (const together of [...keys, [['Enter', 'Enter']] as const]) await pressInBrowser(session, together)
    const came = await until('the line is there', async () => (await sh(paddock, vm, `cat /root/${file}`)) || undefined)
    assert.equal(came, gives)
    await paddock.tenant.vm.press({ vm, keys: ['ctrl', 'd'] })
  }
})

test('a small picture of a real screen is shown, and shows what changes (BEY-18)', async () => {
  const picture = async () => Buffer.from(await paddock.tenant.vm.thumbnail({ vm }))
  const first = await picture()
  assert.deepEqual([first.subarray(1, 4).toString(), first.readUInt32BE(16)], ['PNG', 320])
  await paddock.tenant.vm.type({ vm, text: 'seq 30\n' })
  await until('it changes', async () => ((await picture()).equals(first) ? undefined : true), { withinMs: 10_000 })
})

test('a reboot cuts no serial session, and all who are at it see the boot (BEY-17)', async () => {
  const sessions: OpenSocket[] = [await enter(door('serial')), await enter(door('serial'))]
  const boots = (session: OpenSocket) => session.received().toString('latin1').split('Tiny Linux ready').length
  await until('both see the past', () => (sessions.every(one => boots(one) > 1) ? true : undefined))
  const before = sessions.map(boots)
  await paddock.tenant.vm.reset({ vm })
  await until(
    'both see the next boot',
    () => (sessions.every((one, at) => boots(one) > (before[at] ?? 0)) ? true : undefined),
    { withinMs: 60_000 },
  )
  sessions[0]?.socket.send('echo $((6*7))-typed\r')
  await until('both see what one types', () =>
    sessions.every(one => one.received().includes('42-typed')) ? true : undefined,
  )
  for (const { socket } of sessions) socket.close()
})
