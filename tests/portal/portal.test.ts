import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { type Cloud, startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser, Route } from 'playwright-core'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { assertNotReloaded, chipOf, dotsOf, lookOf, rememberPage, untilDotsChange } from './support/looks.ts'
import { knock, signInAs } from './support/people.ts'

describe('The portal', () => {
  let cloud: Cloud
  let browser: Browser
  const endings: (() => unknown)[] = []

  before(async () => {
    const portal = await readPortal({ log: noLog })
    assert.ok(portal.has('index.html'), 'The portal is not built: run `npm run build -w apps/portal`.')
    cloud = await startCloud(
      { after: ending => void endings.unshift(ending as () => unknown) },
      { portal, latencies: { layerMs: 0, startMs: 400, bootMs: 300, shutdownMs: 600 } },
    )
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  /** A page whose reader is signed in as the first tenant's administrator. */
  async function inside(size: { width?: number; height?: number } = {}) {
    const opened = await openPage(browser, { url: cloud.url, ...size })
    await signInAs(opened.page, { ...cloud.a.admin, tenant: cloud.a.slug })
    return opened
  }

  test('a wrong password is refused in words, a right one opens, and signing out closes (AUT-1)', async () => {
    const { page, complaints } = await openPage(browser, { url: cloud.url })
    await knock(page, { email: cloud.a.admin.email, password: 'wrong', tenant: cloud.a.slug })
    const alert = page.getByRole('alert')
    await alert.getByText('E-mail or password is wrong').waitFor()
    assert.match((await alert.textContent()) ?? '', /wrong-credentials · \S+/)

    await page.getByLabel('Password', { exact: true }).fill(cloud.a.admin.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor()
    const [cookie] = await page.context().cookies()
    assert.equal(cookie?.httpOnly, true)

    await page.getByRole('button', { name: /Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in to Paddock' }).waitFor()
    await visit(page, '/labs')
    await page.getByRole('heading', { name: 'Sign in to Paddock' }).waitFor()
    assert.deepEqual(complaints.all, [])
  })

  test('a lab is made from a template and its machines started, stopped and powered off, seen within 2 s (LAB-3)', async () => {
    const { page, complaints } = await inside()
    await page.getByRole('button', { name: 'Create a lab', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Template').selectOption({ label: cloud.template.name })
    await dialog.getByLabel('Name').fill('From the portal')
    await dialog.getByLabel('Start it now').uncheck()
    await dialog.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByRole('heading', { name: 'From the portal', level: 1 }).waitFor()
    await rememberPage(page)
    await chipOf(page, 'one').getByText('Stopped').waitFor()

    const seen = { timeout: 2_000 }
    await page.getByRole('button', { name: 'Start one' }).click()
    await chipOf(page, 'one').getByText('Starting').waitFor(seen)
    await chipOf(page, 'one').getByText('Running').waitFor(seen)
    await page.locator('h1 + [data-state-chip]').getByText('1 of 2 running').waitFor(seen)

    await page.getByRole('button', { name: 'Start 1 machine' }).click()
    await chipOf(page, 'two').getByText('Running').waitFor({ timeout: 4_000 })

    await page.getByRole('button', { name: 'Shut down one' }).click()
    await chipOf(page, 'one').getByText('Stopping').waitFor(seen)
    await chipOf(page, 'one').getByText('Stopped').waitFor(seen)

    await page.getByRole('button', { name: 'More power verbs of two' }).click()
    await page.getByRole('menuitem', { name: /^Power off/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Power off' }).click()
    await chipOf(page, 'two').getByText('Stopped').waitFor(seen)
    await assertNotReloaded(page)
    assert.deepEqual(complaints.all, [])
  })

  test('each state of a machine has words, a colour and a mark of its own (LAB-8)', async () => {
    const { page } = await inside()
    const lab = await cloud.lab({ name: 'All states', vms: 2 })
    await visit(page, `/labs/${lab.id}`)
    const chip = chipOf(page, 'vm-1')
    const look = async (words: string) => {
      await chip.getByText(words).waitFor({ timeout: 5_000 })
      return lookOf(chip)
    }
    const [host] = cloud.hosts
    assert.ok(host)
    const looks = [await look('Stopped')]
    // Long enough to be looked at also on a busy computer.
    host.faults.slow('machines.start.process', 1_500)
    await lab.start()
    looks.push(await look('Starting'), await look('Running'))
    host.faults.clear()
    await lab.powerOff()
    await lab.becomes('stopped')
    host.faults.fail('machines.start.process', 2)
    await lab.start()
    looks.push(await look('Failed'))
    host.faults.clear()
    for (const part of ['words', 'colour', 'mark'] as const)
      assert.equal(new Set(looks.map(each => each[part])).size, looks.length, `two states share their ${part}`)
    // Why it failed stands beside it.
    await page.locator('[data-vm="vm-1"]').getByText('(start-failed)').waitFor()
  })

  test('what happens elsewhere is seen within one second, in the lab and in the list, without a reload (BEY-31)', async () => {
    const one = await inside()
    const many = await inside()
    const lab = await cloud.lab({ name: 'Watched', vms: 2 })
    await visit(one.page, `/labs/${lab.id}`)
    await visit(many.page, '/labs')
    const row = many.page.getByRole('row').filter({ hasText: 'Watched' })
    await row.getByText('Stopped').waitFor()
    await chipOf(one.page, 'vm-2').getByText('Stopped').waitFor()
    await rememberPage(one.page)
    await rememberPage(many.page)

    await lab.start()
    const inLab = one.page.locator('h1 + [data-state-chip]').getByText('Running', { exact: true })
    const inList = row.locator('[data-state-chip]').getByText('Running', { exact: true })
    const shown = Promise.all([inLab, inList].map(chip => chip.waitFor().then(() => Date.now())))
    await lab.becomes('running')
    const ran = Date.now()
    for (const at of await shown) assert.ok(at - ran < 1_000, `seen ${at - ran} ms after it ran`)

    await lab.delete()
    await one.page.getByText('Watched is deleted').waitFor()
    await row.waitFor({ state: 'detached' })
    await assertNotReloaded(one.page)
    await assertNotReloaded(many.page)
  })

  test('a machine’s screen shows what it draws and takes what is typed', async () => {
    const { page, complaints } = await inside()
    const lab = await cloud.lab({ name: 'With a screen' })
    await lab.start()
    await lab.becomes('running')
    await visit(page, `/labs/${lab.id}`)
    await page.getByRole('link', { name: 'Screen of vm-1' }).click()
    await page.locator('[data-connection="open"] canvas').waitFor()

    // The simulated guest draws its name at the top, and below it what was typed.
    const ground = await dotsOf(page, 0, 4)
    assert.equal(new Set(ground.split(',')).size, 1, 'the edge is of one colour')
    assert.notEqual(new Set((await dotsOf(page, 24, 48)).split(',')).size, 1, 'the machine’s name is drawn')
    const before = await dotsOf(page, 96, 120)
    await page.keyboard.type('echo')
    await untilDotsChange(page, [96, 120], before)

    await page.keyboard.press('Control+Alt+Shift')
    assert.equal(await page.evaluate(`document.activeElement.getAttribute('aria-label')`), 'Back to With a screen')

    await lab.powerOff()
    await page.getByRole('button', { name: 'Start vm-1' }).click()
    await page.locator('[data-connection="open"] canvas').waitFor()
    assert.deepEqual(complaints.all, [])
  })

  test('a machine’s serial console shows the boot, takes what is typed, and outlives a reset, on a phone too (BEY-17)', async () => {
    const { page, complaints } = await inside({ width: 390, height: 844 })
    const lab = await cloud.lab({ name: 'With a console' })
    await lab.start()
    await lab.becomes('running')
    await visit(page, `/labs/${lab.id}`)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'nothing sticks out')
    await page.getByRole('button', { name: 'More for vm-1' }).click()
    await page.getByRole('menuitem', { name: 'Serial console' }).click()
    const lines = page.locator('.xterm-rows')
    await lines.getByText('vm-1 login:').first().waitFor()
    await page.keyboard.type('hostname\n')
    await lines.getByText('login: hostname').waitFor()

    let cuts = 0
    page.on('websocket', () => {
      cuts += 1
    })
    const [vm] = (await lab.view()).vms
    assert.ok(vm)
    await cloud.a.admin.paddock.vm.reset({ vm: vm.id })
    await lines.getByText('Starting services').nth(1).waitFor()
    assert.equal(cuts, 0, 'the session was cut and opened anew')
    assert.deepEqual(complaints.all, [])
  })

  test('copies are made by number, and deleting names what is lost (LAB-10)', async () => {
    const { page } = await inside()
    const lab = await cloud.lab({ name: 'Original', vms: 2 })
    await visit(page, `/labs/${lab.id}`)
    await page.getByRole('button', { name: 'More for Original', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Copy…' }).click()
    await page.getByLabel('How many').fill('3')
    await page.getByRole('button', { name: 'Make 3 copies' }).click()
    for (const number of [1, 2, 3])
      await page.getByRole('link', { name: `Original copy ${number}`, exact: true }).waitFor()

    await page.getByRole('link', { name: 'Original copy 2', exact: true }).click()
    await page.getByRole('button', { name: 'More for Original copy 2' }).click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 machines: vm-1 and vm-2').waitFor()
    await dialog.getByRole('button', { name: 'Delete the lab and 2 machines' }).click()
    await page.getByText('Original copy 2 is in the trash.').waitFor()
  })

  test('a refusal says what to do, with its code and request id (BEY-37)', async () => {
    const { page } = await inside()
    await visit(page, '/labs/01900000-0000-7000-8000-000000000000')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    assert.match((await alert.textContent()) ?? '', /not-found · \S+/)
    await alert.getByRole('link', { name: 'Go to the labs' }).click()
    await page.getByRole('heading', { name: 'Labs', level: 1 }).waitFor()
  })

  test('what cannot be read says so, and is read by one press once it can be; so is the portal itself', async () => {
    const { page } = await inside()
    await cloud.lab({ name: 'Behind the trouble' })
    const refuse = (route: Route) => route.fulfill({ status: 500, contentType: 'text/plain', body: 'no' })
    await page.route(/\/v1\/labs\?/, refuse)
    await visit(page, '/labs')
    await page
      .getByRole('alert')
      .getByText(/answered 500/)
      .waitFor()
    await page.unroute(/\/v1\/labs\?/)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('link', { name: 'Behind the trouble' }).waitFor()

    await page.context().setOffline(true)
    await page.getByText('You are offline').waitFor()
    await page.context().setOffline(false)
    await page.getByText('You are offline').waitFor({ state: 'detached' })

    await page.route(/\/v1\/session$/, refuse)
    await visit(page, '/library')
    await page
      .getByRole('alert')
      .getByText(/answered 500/)
      .waitFor()
    await page.unroute(/\/v1\/session$/)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Library', level: 1 }).waitFor()
  })

  test('another tenant’s lab is no such thing, and what a person may not do is not offered (TEN-1)', async () => {
    const lab = await cloud.lab({ name: 'Theirs', tenant: cloud.b })
    const guest = await cloud.a.person({ name: 'guest' })
    const { page } = await openPage(browser, { url: cloud.url })
    await signInAs(page, { ...guest, tenant: cloud.a.slug })
    assert.equal(await page.getByRole('link', { name: 'Hosts' }).count(), 0)
    assert.equal(await page.getByRole('link', { name: 'Labs' }).count(), 0)
    const other = await inside()
    await visit(other.page, `/labs/${lab.id}`)
    await other.page.getByRole('alert').getByText('There is no such thing').waitFor()
    assert.equal(await other.page.getByText('Theirs').count(), 0)
  })

  test('an operator sees the hosts, their accelerator and why, and what runs there (HST-2)', async () => {
    const lab = await cloud.lab({ name: 'Somewhere', vms: 10 })
    await lab.start()
    await lab.becomes('running')
    const { page } = await openPage(browser, { url: cloud.url })
    await signInAs(page, { ...cloud.operator, tenant: null })
    await visit(page, '/hosts')
    await page.getByRole('heading', { name: 'sim-1' }).waitFor()
    await page.getByText(/^Simulated/).waitFor()
    await page.getByRole('row').filter({ hasText: cloud.a.slug }).filter({ hasText: 'Running' }).nth(9).waitFor()
    assert.equal(await page.getByText('Somewhere').count(), 0)
  })

  test('a first visit loads less than 250 KB of script, and no console before one is opened', async () => {
    const { page } = await openPage(browser, { url: cloud.url })
    const loads: Promise<number>[] = []
    page.on('requestfinished', request => {
      if (request.resourceType() === 'script') loads.push(request.sizes().then(sizes => sizes.responseBodySize))
    })
    await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor()
    const sum = (await Promise.all(loads)).reduce((all, size) => all + size, 0)
    assert.ok(sum > 50_000 && sum < 250_000, `${sum} bytes of script`)
  })

  test('when a session is ended elsewhere, the page leads to the door and from there back', async () => {
    const person = await cloud.a.person({ name: 'fleeting', role: 'member' })
    const { page } = await openPage(browser, { url: cloud.url })
    await signInAs(page, { ...person, tenant: cloud.a.slug })
    await page.getByRole('link', { name: 'Library' }).click()
    await page.getByRole('heading', { name: 'Library', level: 1 }).waitFor()
    const password = 'another password'
    await cloud.a.admin.paddock.user.update({ user: person.id, password })
    await page.getByRole('heading', { name: 'Sign in to Paddock' }).waitFor()
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Library', level: 1 }).waitFor()
  })

  test('a lost event stream says so and heals by itself', async () => {
    const { page } = await inside()
    const lab = await cloud.lab({ name: 'Through a restart' })
    await visit(page, `/labs/${lab.id}`)
    await chipOf(page, 'vm-1').getByText('Stopped').waitFor()
    await rememberPage(page)
    const said = page.getByText('Connection lost').waitFor()
    await cloud.restart()
    await said
    await page.getByText('Connection lost').waitFor({ state: 'detached', timeout: 15_000 })
    await lab.start()
    await chipOf(page, 'vm-1').getByText('Running').waitFor()
    await assertNotReloaded(page)
  })
})
