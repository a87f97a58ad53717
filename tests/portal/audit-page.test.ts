import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { type Cloud, startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser } from 'playwright-core'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { signInAs } from './support/people.ts'
import { untilTrue } from './support/untilTrue.ts'

describe('The portal’s page of the audit log', () => {
  let cloud: Cloud
  let browser: Browser
  const endings: (() => unknown)[] = []

  before(async () => {
    const portal = await readPortal({ log: noLog })
    assert.ok(portal.has('index.html'), 'The portal is not built: run `npm run build -w apps/portal`.')
    cloud = await startCloud({ after: ending => void endings.unshift(ending as () => unknown) }, { portal, hosts: 0 })
    browser = await startBrowser()
    const mia = await cloud.a.person({ name: 'mia', inProject: 'viewer' })
    await cloud.a.admin.paddock.project.create({ name: 'Exam' })
    await assert.rejects(mia.paddock.lab.create({ name: 'Not hers', projectId: cloud.a.project, spec: {} }))
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  const ofPage = (finding: string) => !/Search and commands|Signed in as|data-portal/.test(finding)

  test('an administrator narrows it down, opens a record, exports what is shown, and is told of new ones (AUD-1)', async () => {
    const { page, complaints } = await openPage(browser, { url: cloud.url })
    await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
    await page.getByRole('link', { name: 'Audit' }).click()
    await page.getByText(/^Verified until .* none altered\.$/).waitFor()
    const rows = page.getByRole('list', { name: 'Records' }).locator('details')
    await page.getByLabel('Outcome').selectOption('refused')
    await page.getByText('· Refused: not-allowed').waitFor()
    await untilTrue(page, "document.querySelectorAll('main details').length === 1")
    assert.match(page.url(), /outcome=refused/)
    await rows.first().locator('summary').click()
    await page.getByRole('button', { name: 'Only this: who' }).click()
    await page.getByRole('button', { name: 'Show every person again' }).waitFor()
    assert.match(page.url(), /actor=/)

    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Comma-separated values' }).click(),
    ])
    const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n')
    assert.match(file.suggestedFilename(), /^audit-.*\.csv$/)
    assert.equal(lines.length, 2)
    assert.match(lines[1] ?? '', /,mia,.*,refused,not-allowed,/)

    await page.getByRole('button', { name: /^Show \d+ new record/ }).click()
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.locator('details', { hasText: 'audit.export' }).first().waitFor()
    assert.deepEqual(complaints.all, [])
  })

  test('a phone shows it whole, axe finds nothing, operators have their own, and others none', async () => {
    const { page } = await openPage(browser, { url: cloud.url, width: 390, height: 844 })
    await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await visit(page, '/audit')
      await page.locator('main details summary').first().click()
      const width = Number(await page.evaluate('document.documentElement.scrollWidth'))
      assert.ok(width <= 390, `${width} px wide`)
      assert.deepEqual((await axeFindings(page)).filter(ofPage), [])
    }
    const operators = (await openPage(browser, { url: cloud.url })).page
    await signInAs(operators, { ...cloud.operator, tenant: null })
    await visit(operators, '/audit')
    await operators.locator('details', { hasText: 'tenant.create' }).first().waitFor()
    const member = (await openPage(browser, { url: cloud.url })).page
    await signInAs(member, { email: 'mia@acme.test', password: 'password of mia', tenant: cloud.a.slug })
    assert.equal(await member.getByRole('link', { name: 'Audit' }).count(), 0)
  })
})
