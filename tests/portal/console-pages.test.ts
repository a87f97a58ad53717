import assert from 'node:assert/strict'
import { after, afterEach, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { type Cloud, startCloud, type TestLab, until } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser, Page } from 'playwright-core'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { dotsOf, untilDotsAre, untilDotsChange } from './support/looks.ts'
import { signInAs } from './support/people.ts'

/** Between these lines the simulated guest draws what was typed. */
const typedLines = [96, 120] as const
const typed = (page: Page) => dotsOf(page, ...typedLines)
const untilTypedIs = (page: Page, dots: string) => untilDotsAre(page, typedLines, dots)

const drawn = (page: Page) => page.locator('[data-connection="open"] canvas').first()
const barIsOut = (page: Page) => page.locator('[data-out]').waitFor({ state: 'attached' })

describe('The consoles in the browser', () => {
  let cloud: Cloud
  let browser: Browser
  let lab: TestLab
  let screen: string
  const endings: (() => unknown)[] = []

  before(async () => {
    cloud = await startCloud(
      { after: ending => void endings.unshift(ending as () => unknown) },
      { portal: await readPortal({ log: noLog }), latencies: { layerMs: 0, startMs: 50, bootMs: 50, shutdownMs: 50 } },
    )
    browser = await startBrowser()
    lab = await cloud.lab({ name: 'Training', vms: 2 })
    await lab.start()
    const [vm] = (await lab.becomes('running')).vms
    screen = `/labs/${lab.id}/vms/${vm?.id}/screen`
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  // Screens that nobody looks at any more take the processors from those that are tested.
  afterEach(() => Promise.all(browser.contexts().map(context => context.close())))

  /** A page at an address of the portal, whose reader is signed in. */
  async function at(path: string, person = cloud.a.admin) {
    const opened = await openPage(browser, { url: cloud.url })
    await signInAs(opened.page, { ...person, tenant: cloud.a.slug })
    await visit(opened.page, path)
    return opened
  }

  test('two people are at one screen, see each other, and hand the keyboard over (BEY-15)', async () => {
    const colleague = await cloud.a.person({ name: 'Colleague', inProject: 'member' })
    const { page: one, complaints } = await at(screen)
    const { page: two } = await at(screen, colleague)
    for (const page of [one, two]) await drawn(page).waitFor()
    await one.getByRole('button', { name: /^2 here/ }).click()
    await one.getByText('Colleague', { exact: true }).waitFor()
    await one.getByRole('menuitem', { name: 'Drive alone: the others look' }).click()
    await one.getByRole('button', { name: /^You drive/ }).waitFor()
    await two.getByRole('button', { name: 'Take over' }).waitFor()

    const empty = await typed(two)
    await drawn(two).click()
    await two.keyboard.type('no')
    await drawn(one).click()
    await one.keyboard.type('a')
    await untilDotsChange(two, typedLines, empty)
    const a = await typed(two)
    await two.getByRole('button', { name: 'Take over' }).click()
    await one.getByRole('button', { name: /^Colleague drives/ }).waitFor()
    await drawn(two).click()
    await two.keyboard.press('Backspace')
    await untilTypedIs(one, empty)
    await two.keyboard.type('a')
    await untilTypedIs(one, a)
    await two.keyboard.press('Enter')
    await untilTypedIs(one, empty)

    await two.close()
    await one.getByRole('button', { name: /who is at/ }).waitFor({ state: 'detached' })
    assert.deepEqual(complaints.all, [])
  })

  test('a page that only looks says so, and nothing that is typed in it arrives (CON-3)', async () => {
    const { page } = await at(`${screen}?view=only`)
    await drawn(page).waitFor()
    await page.getByText('View only').waitFor()
    assert.equal(await page.getByRole('button', { name: 'Type a text' }).count(), 0)
    const empty = await typed(page)
    await drawn(page).click()
    await page.keyboard.type('nothing')
    await page.waitForTimeout(1_200)
    assert.equal(await typed(page), empty)
    // Whoever came to look goes on so to the next machine.
    await page.getByRole('button', { name: /other machines/ }).click()
    await page.getByRole('menuitem', { name: /^vm-2/ }).click()
    await page.waitForURL(/view=only/)
  })

  test('a text is typed by the layout of the guest, which is remembered; what it has no key for is named (BEY-16)', async () => {
    const { page } = await at(screen)
    await drawn(page).waitFor()
    const empty = await typed(page)
    await page.keyboard.type('y')
    await untilDotsChange(page, typedLines, empty)
    const y = await typed(page)
    await page.keyboard.press('Enter')
    await untilTypedIs(page, empty)

    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Type a text' }).click()
    await dialog.getByLabel('Text', { exact: true }).fill('ü')
    await dialog.getByText('No key of this layout gives “ü”').waitFor()
    await dialog.getByLabel('Keyboard layout of the guest').selectOption('German')
    // A German keyboard has its z where a US one has its y.
    await dialog.getByLabel('Text', { exact: true }).fill('z')
    await dialog.getByRole('button', { name: 'Type', exact: true }).click()
    await untilTypedIs(page, y)

    await page.getByRole('button', { name: 'Type a text' }).click()
    assert.equal(await dialog.getByLabel('Keyboard layout of the guest').inputValue(), 'de')
    await dialog.getByLabel('Text', { exact: true }).fill('x'.repeat(2_000))
    await dialog.getByRole('button', { name: 'Type', exact: true }).click()
    const progress = page.getByRole('region', { name: 'A text is being typed' })
    await progress.getByText(/of 2,000 keys/).waitFor()
    await progress.getByRole('button', { name: 'Stop' }).click()
    await progress.waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
  })

  test('the bar hides, and comes back by the pointer, by keys and by its handle; the picture keeps its place', async () => {
    const { page } = await at(screen)
    await drawn(page).waitFor()
    await page.getByRole('button', { name: 'Hide the bar' }).click()
    await barIsOut(page)
    const place = await drawn(page).boundingBox()
    await page.mouse.move(400, 300)
    await page.mouse.move(400, 1)
    const keep = page.getByRole('button', { name: 'Keep the bar' })
    await keep.waitFor()
    await page.mouse.move(400, 500)
    await barIsOut(page)
    await page.keyboard.press('Control+Alt+Shift')
    await keep.waitFor()
    assert.equal(await page.evaluate(`document.activeElement.getAttribute('aria-label')`), 'Back to Training')
    await page.keyboard.press('Escape')
    await barIsOut(page)
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'CANVAS')
    await page.getByRole('button', { name: 'Show the bar' }).click()
    assert.deepEqual(await drawn(page).boundingBox(), place)
    await keep.click()
  })

  test('a screenshot is a picture file, keys are sent by a menu, and the details can be closed', async () => {
    const { page } = await at(screen)
    await drawn(page).waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save a screenshot' }).click()
    assert.match((await saved).suggestedFilename(), /^vm-1 .*\.png$/)
    await page.getByRole('button', { name: 'Keys', exact: true }).click()
    await page.getByText(/The browser keeps Alt-Tab/).waitFor()
    await page.getByRole('menuitem', { name: 'Ctrl-Alt-Del' }).click()
    await page.getByRole('button', { name: 'Details of the machine' }).click()
    await page.getByRole('complementary', { name: 'Details of vm-1' }).getByText('Addresses').waitFor()
    await page.getByRole('button', { name: 'Close the details of the machine' }).click()
    await page.getByRole('complementary').waitFor({ state: 'detached' })
  })

  test('a screen comes back by itself after the controller’s restart and the network’s loss, and says how long it waits', async () => {
    const { page } = await at(screen)
    await drawn(page).waitFor()
    await cloud.restart()
    await drawn(page).waitFor({ timeout: 15_000 })
    await page.context().setOffline(true)
    await page.getByText('this device is offline').waitFor()
    await page.getByText('0:02').waitFor()
    await page.context().setOffline(false)
    await drawn(page).waitFor()
    await page.getByText('is lost').waitFor({ state: 'detached' })
  })

  test('when the session ends, a console leads to the door and from there back; one of a deleted lab says so', async () => {
    const person = await cloud.a.person({ name: 'fleeting', inProject: 'member' })
    const passing = await cloud.lab({ name: 'Passing' })
    const [vm] = (await passing.view()).vms
    const { page } = await at(`/labs/${passing.id}/vms/${vm?.id}/screen`, person)
    await page.getByText('vm-1 is stopped.').waitFor()
    const password = 'another password'
    await cloud.a.admin.paddock.user.update({ user: person.id, password })
    await page.getByLabel('E-mail').fill(person.email)
    await page.getByLabel('Password', { exact: true }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Start vm-1' }).click()
    await drawn(page).waitFor()
    await passing.delete()
    await page.getByRole('heading', { name: 'Passing is deleted' }).waitFor()
  })

  test('a wall shows twelve consoles at once, live, and each leads to its own; nothing jumps when they come (BEY-18, CON-4)', async () => {
    const many = await cloud.lab({ name: 'A class', vms: 12 })
    const { page, complaints } = await at(`/labs/${many.id}/wall`)
    const tiles = page.getByRole('link', { name: /screen of vm-/i })
    await tiles.nth(11).waitFor()
    const place = await tiles.nth(11).boundingBox()
    await many.start()
    await many.becomes('running')
    await page.locator('[data-connection="open"] canvas').nth(11).waitFor()
    assert.deepEqual(await tiles.nth(11).boundingBox(), place)
    const { y = 0, height = 0 } = place ?? {}
    assert.ok(y + height <= 900, 'all twelve are seen without scrolling')
    const before = await dotsOf(page, 0, 200)
    await untilDotsChange(page, [0, 200], before)
    assert.deepEqual(complaints.all, [])
    await tiles.nth(3).click()
    await page.getByRole('button', { name: 'A class / vm-4 : running; other machines' }).waitFor()
    await many.delete()
  })

  test('on a phone somebody signs in, starts a lab and types into a console; pinching zooms, and a finger pans', async () => {
    const context = await browser.newContext({
      baseURL: cloud.url,
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    })
    const page = await context.newPage()
    await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
    const own = await cloud.lab({ name: 'On the train' })
    await visit(page, `/labs/${own.id}`)
    await page.getByRole('button', { name: /^Start 1 machine/ }).tap()
    await own.becomes('running')
    const [vm] = (await own.view()).vms
    await visit(page, `/labs/${own.id}/vms/${vm?.id}/screen`)
    await drawn(page).waitFor()
    assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'nothing sticks out')

    const empty = await typed(page)
    await page.getByRole('button', { name: 'On-screen keyboard' }).tap()
    await page.keyboard.insertText('Ls @')
    await untilDotsChange(page, typedLines, empty)
    for (const key of ['Backspace', 'Backspace', 'Backspace', 'Backspace']) await page.keyboard.press(key)
    await untilTypedIs(page, empty)

    const device = await context.newCDPSession(page)
    const fingers = (type: string, ...points: [number, number][]) =>
      device.send('Input.dispatchTouchEvent', {
        type: type as 'touchStart',
        touchPoints: points.map(([x, y], id) => ({ x, y, id })),
      })
    await fingers('touchStart', [160, 400], [230, 400])
    for (const step of [20, 40, 60, 80]) await fingers('touchMove', [160 - step, 400], [230 + step, 400])
    await fingers('touchEnd')
    const zoomed = await until('the screen is larger', async () => {
      const box = await drawn(page).boundingBox()
      return box && box.width > 600 ? box : undefined
    })
    await fingers('touchStart', [300, 400])
    for (const step of [30, 60, 90]) await fingers('touchMove', [300 - step, 400])
    await fingers('touchEnd')
    const panned = await drawn(page).boundingBox()
    assert.ok(panned)
    assert.equal(Math.round(zoomed.x - panned.x), 90)
    await own.delete()
  })

  test('axe finds nothing in the consoles and on the wall, in light and dark, wide and narrow', async () => {
    const { page } = await at(screen)
    for (const path of [screen, screen.replace(/screen$/, 'serial'), `/labs/${lab.id}/wall`]) {
      await visit(page, path)
      await page.locator('[data-connection="open"]').first().waitFor({ state: 'attached' })
      assert.deepEqual(await axeFindings(page), [], path)
    }
  })
})
