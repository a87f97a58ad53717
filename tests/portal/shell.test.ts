import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import type { LabId } from '@paddock/model'
import { type Cloud, type Person, startCloud, until } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser, Page } from 'playwright-core'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { fillTenant, largeLab } from './support/crowd.ts'
import { assertNotReloaded, rememberPage } from './support/looks.ts'
import { momentOfChip } from './support/momentOfChip.ts'
import { signInAs } from './support/people.ts'
import { untilTrue } from './support/untilTrue.ts'

describe('The portal with 300 labs', () => {
  let cloud: Cloud
  let browser: Browser
  let labs: LabId[]
  let member: Person
  /** The administrator's page, from test to test. */
  let page: Page
  const endings: (() => unknown)[] = []

  before(async () => {
    cloud = await startCloud(
      { after: ending => void endings.unshift(ending as () => unknown) },
      {
        portal: await readPortal({ log: noLog }),
        latencies: { layerMs: 0, startMs: 50, bootMs: 50, shutdownMs: 50 },
        settings: { checkAnswers: false },
      },
    )
    labs = await fillTenant(cloud, { labs: 300, vms: 340, running: 3 })
    member = await cloud.a.person({ name: 'mia', inProject: 'member' })
    await member.paddock.lab.create({ name: 'Mia’s own', projectId: cloud.a.project })
    browser = await startBrowser()
    page = await inside()
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  async function inside(person: Person = cloud.a.admin, tenant: string | null = cloud.a.slug): Promise<Page> {
    const opened = await openPage(browser, { url: cloud.url })
    await signInAs(opened.page, { ...person, tenant })
    return opened.page
  }
  const started = (name: string) =>
    until(`${name} is started`, async () => {
      const { items } = await cloud.a.admin.paddock.lab.list({ search: name })
      return items.some(lab => lab.name === name && lab.state !== 'stopped') ? true : undefined
    })
  const linkTo = (name: string) => page.getByRole('link', { name, exact: true })
  const rowOf = (name: string) => page.getByRole('row').filter({ has: linkTo(name) })
  const heading = (on: Page, name: string) => on.getByRole('heading', { name, level: 1, exact: true })

  test('what a host reports is seen within one second, without a reload, with 300 labs on the page (BEY-31)', async () => {
    await visit(page, '/labs?sort=created')
    await page.getByText('301 labs').waitFor()
    await rememberPage(page)
    // Told by the state's own moment, which the host's report made, and by the moment at which the browser drew it.
    for (const lab of labs.slice(6, 11)) {
      const drawn = momentOfChip(page, lab, 'Running')
      await cloud.a.admin.paddock.lab.start({ lab })
      const at = await drawn
      const view = await cloud.a.admin.paddock.lab.get({ lab })
      const since = Date.parse(view.vms[0]?.stateSince ?? '')
      assert.ok(at - since < 1_000, `it was seen ${at - since} ms after the report`)
    }
    await assertNotReloaded(page)
  })

  test('a page’s address opens the same page cold, filters and order included', async () => {
    const cold: [address: string, seen: (page: Page) => Promise<unknown>][] = [
      [
        '/labs?search=shop&state=stopped&sort=name',
        async on => {
          await on.getByText(/^4\d of 301 labs$/).waitFor()
          assert.equal(await on.getByLabel('Find a lab').inputValue(), 'shop')
          assert.match((await on.getByRole('row').nth(1).textContent()) ?? '', /^Web shop \d/)
          await on.getByRole('columnheader', { name: 'Name' }).and(on.locator('[aria-sort=ascending]')).waitFor()
        },
      ],
      [
        '/library?search=nothing-like-it',
        on => on.getByText('Nothing in the library fits “nothing-like-it”.').waitFor(),
      ],
      [`/labs/${labs[0]}`, on => on.getByRole('heading', { name: 'Web shop 1', level: 1 }).waitFor()],
      ['/nowhere', on => on.getByRole('heading', { name: 'There is no such page' }).waitFor()],
    ]
    const fresh = await inside()
    for (const [address, seen] of cold) {
      await visit(fresh, address)
      await seen(fresh)
    }
    // Without a session, through the door.
    const { page: outside } = await openPage(browser, { url: cloud.url })
    await visit(outside, '/labs?state=running')
    await outside.getByLabel('Tenant').fill(cloud.a.slug)
    await outside.getByLabel('E-mail').fill(cloud.a.admin.email)
    await outside.getByLabel('Password', { exact: true }).fill(cloud.a.admin.password)
    await outside.getByRole('button', { name: 'Sign in' }).click()
    await outside.waitForURL('**/labs?state=running')
    await outside.getByText(/^\d+ of 301 labs$/).waitFor()
  })

  test('the list keeps its place when going back, and does not move under the pointer', async () => {
    await visit(page, '/labs?sort=name')
    await rowOf('Firewall upgrade 1').waitFor()
    await page.evaluate('scrollTo(0, 6000)')
    await untilTrue(page, 'scrollY > 5900')
    // Of the rows that are drawn, one that is seen: the list draws others a moment after it was moved.
    const inView = `[...document.querySelectorAll('tbody tr a')].find(link => {
      const { top, bottom } = link.getBoundingClientRect()
      return top > 200 && bottom < innerHeight - 200
    })`
    await untilTrue(page, `${inView} !== undefined`)
    const name = (await page.evaluate<string>(`${inView}.textContent`)) ?? ''
    await linkTo(name).click()
    await heading(page, name).waitFor()
    await page.goBack()
    await rowOf(name).waitFor()
    await untilTrue(page, 'Math.abs(scrollY - 6000) < 60')

    // By state, a lab that starts would go up: it stays while the pointer is on the list, and goes when that leaves.
    await visit(page, '/labs?search=Mail+move+2&sort=state')
    await rowOf('Mail move 22').hover()
    const order = () => page.getByRole('row').getByRole('link').allTextContents()
    const before = await order()
    const last = before.at(-1) ?? ''
    const { items } = await cloud.a.admin.paddock.lab.list({ search: last })
    const lab = items.find(each => each.name === last)
    assert.ok(lab)
    await cloud.a.admin.paddock.lab.start({ lab: lab.id })
    await rowOf(last).getByText('Running').waitFor()
    assert.deepEqual(await order(), before)
    await page.mouse.move(600, 30)
    await untilTrue(page, `document.querySelector('tbody tr a').textContent === ${JSON.stringify(last)}`)
  })

  test('labs are chosen and started, shut down and deleted together, with progress that lives through page changes', async () => {
    await visit(page, '/labs?search=Night+build+1&sort=name')
    await rowOf('Night build 1').waitFor()
    await page.getByRole('checkbox', { name: 'Choose Night build 10' }).check()
    await page.getByRole('checkbox', { name: 'Choose Night build 13' }).click({ modifiers: ['Shift'] })
    const bar = page.getByRole('region', { name: 'Chosen labs' })
    await bar.getByText('4 labs chosen').waitFor()
    await bar.getByRole('button', { name: 'Start 4 labs' }).click()
    await page.getByRole('button', { name: 'See how far it is' }).click()
    const drawer = page.getByRole('complementary', { name: 'Running work' })
    await drawer.getByText('4 of 4 asked').waitFor()
    await page.getByRole('link', { name: 'Library' }).first().click()
    await heading(page, 'Library').waitFor()
    await drawer.getByText('Start 4 labs').waitFor()
    await page.keyboard.press('g')
    await page.keyboard.press('l')
    await heading(page, 'Labs').waitFor()

    await visit(page, '/labs?search=Night+build+1&state=running&sort=name')
    for (const number of [10, 11, 12, 13])
      await page.getByRole('checkbox', { name: `Choose Night build ${number}` }).check()
    await bar.getByRole('button', { name: 'Delete…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Night build 11: 1 machine').waitFor()
    await dialog.getByText('4 machines are not stopped').waitFor()
    await dialog.getByRole('button', { name: 'Delete 4 labs and 4 machines' }).click()
    await page.mouse.move(600, 30)
    for (const number of [10, 11, 12, 13]) await rowOf(`Night build ${number}`).waitFor({ state: 'detached' })
  })

  test('three keystrokes in the palette lead to any lab, and every page, machine and verb is there (BEY-38)', async () => {
    const first = page.getByRole('option').first()
    const go = async (typed: string, to: RegExp) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor()
      await page.keyboard.type(typed)
      await first.filter({ hasText: to }).waitFor()
      await page.keyboard.press('Enter')
    }
    await visit(page, '/')
    await heading(page, 'Home').waitFor()
    for (const [typed, lab] of [
      ['dct', largeLab],
      ['w37', 'Web shop 37'],
      ['mt9', 'Monday training 9'],
    ] as const) {
      await go(typed, new RegExp(`^${lab}`))
      await heading(page, lab).waitFor()
    }
    await go('hom', /^Home/)
    await heading(page, 'Home').waitFor()
    await go('backup-5', /^backup-5/)
    await page.waitForURL(/\/labs\//)
    await visit(page, '/')
    await heading(page, 'Home').waitFor()
    await go('start web shop 37', /^Start Web shop 37/)
    await started('Web shop 37')
    await go('dark', /^Dark colours/)
    await untilTrue(page, `document.documentElement.dataset.mantineColorScheme === 'dark'`)
    await go('system', /^Colours as the system/)
  })

  test('home shows each role what is theirs, and a lab is one click away (UI-1, UI-2)', async () => {
    await visit(page, '/')
    const usage = page.getByRole('region', { name: 'Running now' })
    await usage
      .getByText(/^of \d+$/)
      .first()
      .waitFor()
    for (const part of ['My labs', 'Running now', 'Recently used', 'Projects', 'Library'])
      await page.getByRole('heading', { name: part, level: 2 }).waitFor()
    for (const place of ['Home', 'Labs', 'Library'])
      await page.getByRole('link', { name: place, exact: true }).waitFor()
    assert.equal(await page.getByRole('link', { name: 'Hosts' }).count(), 0)

    const mia = await inside(member)
    const mine = mia.getByRole('region', { name: 'My labs' })
    await mine.getByRole('link', { name: /Mia’s own/ }).waitFor()
    assert.equal(await mine.getByRole('listitem').count(), 1)
    await mine.getByRole('link', { name: /Mia’s own/ }).click()
    await heading(mia, 'Mia’s own').waitFor()
    await visit(mia, '/')
    // A member of one project of five sees the labs of that one.
    let theirs = 0
    for await (const _ of member.paddock.lab.listAll({ limit: 200 })) theirs += 1
    assert.ok(theirs > 1 && theirs < 100, `${theirs} labs`)
    await mia.getByRole('region', { name: 'Running now' }).getByText(`of ${theirs}`, { exact: true }).waitFor()
    await mia.getByRole('region', { name: 'Projects' }).getByRole('listitem').first().waitFor()
    assert.equal(await mia.getByRole('region', { name: 'Projects' }).getByRole('listitem').count(), 1)

    const operator = await inside(cloud.operator, null)
    await heading(operator, 'Installation').waitFor()
    for (const part of ['Hosts', 'Tenants', 'Running now'])
      await operator.getByRole('heading', { name: part, level: 2 }).waitFor()
    await operator.getByRole('region', { name: 'Tenants' }).getByText('globex', { exact: true }).waitFor()
    for (const words of ['Web shop', 'My labs']) assert.equal(await operator.getByText(words).count(), 0)
    assert.equal(await operator.getByRole('link', { name: 'Labs' }).count(), 0)
  })

  test('the portal is worked by keys alone: the focus is seen, and Escape closes one thing', async () => {
    await visit(page, '/labs?sort=name')
    await rowOf('Firewall upgrade 1').waitFor()
    await page.keyboard.press('Tab')
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to the page')
    await page.keyboard.press('Enter')
    assert.equal(await page.evaluate('document.activeElement.id'), 'main')
    const unseen: string[] = []
    for (let press = 0; press < 24; press += 1) {
      await page.keyboard.press('Tab')
      const { name, outline } = (await page.evaluate(focusLook)) as { name: string; outline: string }
      if (outline === 'none') unseen.push(name)
    }
    assert.deepEqual(unseen, [])

    await page.keyboard.press('/')
    assert.equal(await page.evaluate(`document.activeElement.getAttribute('aria-label')`), 'Find a lab')
    await linkTo('Firewall upgrade 2').focus()
    await page.keyboard.press('x')
    await page.getByText('1 lab chosen').waitFor()
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.getByText('1 lab chosen').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('1 lab chosen').waitFor({ state: 'detached' })
  })

  test('axe finds nothing on any page, wide and narrow, light and dark, and nothing sticks out', async () => {
    const findings: string[] = []
    const look = async (on: Page, where: string) => {
      findings.push(...(await axeFindings(on)).map(finding => `${where}: ${finding}`))
      await on.setViewportSize({ width: 1440, height: 900 })
    }
    const { page: door } = await openPage(browser, { url: cloud.url })
    await visit(door, '/sign-in')
    await look(door, 'sign-in')

    await cloud.hosts[0]?.faults.fail('machines.start.process', 2)
    await cloud.a.admin.paddock.lab.start({ lab: labs[20] as LabId })
    await visit(page, '/')
    await page.getByRole('heading', { name: 'Needs you' }).waitFor()
    await look(page, 'home')
    await visit(page, '/labs?search=shop&sort=state')
    await page.getByRole('checkbox', { name: 'Choose all' }).check()
    await look(page, 'labs, some chosen')
    await page.getByText('Cards', { exact: true }).check({ force: true })
    await page.getByRole('article').first().waitFor()
    await look(page, 'labs as cards')
    await page.getByText('Table', { exact: true }).check({ force: true })
    await visit(page, '/labs?search=zebra')
    await page.getByText('No lab fits').waitFor()
    await look(page, 'labs, none fits')
    await visit(page, '/library')
    await page.getByRole('heading', { name: 'Files' }).waitFor()
    await look(page, 'library')
    await page.keyboard.press('w')
    await page.getByRole('complementary', { name: 'Running work' }).waitFor()
    await look(page, 'running work')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+k')
    await page.getByRole('option').first().waitFor()
    await look(page, 'palette')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await look(page, 'keys')

    const operator = await inside(cloud.operator, null)
    await heading(operator, 'Installation').waitFor()
    await look(operator, 'home of an operator')
    await visit(operator, '/hosts')
    await operator.getByRole('heading', { name: 'sim-1' }).waitFor()
    await look(operator, 'hosts')
    assert.deepEqual(findings, [])
  })
})

/** What has the focus, and whether that is seen: by an outline of its own or of something of it. */
const focusLook = `(() => {
  const it = document.activeElement
  const outlines = [getComputedStyle(it), getComputedStyle(it, '::after'), getComputedStyle(it.parentElement)].map(style =>
    style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 ? style.outlineStyle : 'none')
  const ringed = getComputedStyle(it).boxShadow !== 'none' || it.matches('input:not([type=checkbox]), select')
  return { name: it.outerHTML.slice(0, 160), outline: outlines.find(each => each !== 'none') ?? (ringed ? 'ring' : 'none') }
})()`
