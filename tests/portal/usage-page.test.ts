import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import type { LabId } from '@paddock/model'
import { type Cloud, startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser, Page } from 'playwright-core'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { signInAs } from './support/people.ts'

describe('The portal’s page of usage', () => {
  let cloud: Cloud
  let browser: Browser
  const endings: (() => unknown)[] = []

  before(async () => {
    const portal = await readPortal({ log: noLog })
    assert.ok(portal.has('index.html'), 'The portal is not built: run `npm run build -w apps/portal`.')
    cloud = await startCloud({ after: ending => void endings.unshift(ending as () => unknown) }, { portal })
    browser = await startBrowser()
    const lab = await cloud.lab({ name: 'Web shop', vms: 2 })
    await lab.start()
    await lab.becomes('running')
    await cloud.operator.paddock.quota.setTenant({
      tenant: cloud.a.id,
      labs: 10,
      runningVcpus: 4,
      runningMemoryMiB: 2048,
    })
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  async function inside(size: { width?: number; height?: number } = {}) {
    const opened = await openPage(browser, { url: cloud.url, ...size })
    await signInAs(opened.page, { ...cloud.a.admin, tenant: cloud.a.slug })
    return opened
  }

  /** What is around every page is looked at with the pages of its own. */
  const ofPage = (finding: string) => !/Search and commands|Signed in as|data-portal/.test(finding)

  const bar = (page: Page, name: string) => page.getByRole('meter', { name, exact: true })

  test('bars show what is used of what may be had, and an administrator changes a project’s limits (QSL-5)', async () => {
    const { page, complaints } = await inside()
    await page.getByRole('link', { name: 'Usage' }).click()
    await page.getByRole('heading', { name: 'Usage', level: 1 }).waitFor()
    await bar(page, 'Running vCPUs').waitFor()
    assert.equal(await bar(page, 'Running vCPUs').getAttribute('aria-valuetext'), '2 of 4')
    assert.equal(await bar(page, 'Labs').getAttribute('aria-valuetext'), '1 of 10')
    await page.getByText('Projects', { exact: true }).first().click()
    await page.getByRole('button', { name: 'Limits of First project' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Labs', { exact: true }).fill('11')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText(/Nobody may have more than their tenant/).waitFor()
    await dialog.getByLabel('Labs', { exact: true }).fill('1')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('meter', { name: 'Labs', exact: true }).waitFor()
    assert.equal(await bar(page, 'Labs').getAttribute('aria-valuetext'), '1 of 1')

    // Where the next one would be made, the full quota is there to see.
    await visit(page, '/labs')
    await page.getByRole('button', { name: 'Create a lab', exact: true }).click()
    await page.getByRole('meter', { name: 'First project: labs' }).waitFor()
    await page
      .getByRole('button', { name: /^Create/ })
      .last()
      .click()
    await page.getByText(/The project First project may have 1 lab, has 1, and this asks for 1 more/).waitFor()
    assert.deepEqual(complaints.all, [])
  })

  test('the table adds up to what the API says, by project, lab, person and day (PRJ-2, SUB-5)', async () => {
    const now = new Date()
    const at = (hours: number) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 2, hours))
    for (const [name, hours] of [
      ['Router lab', 10],
      ['Exam', 24],
    ] as const) {
      const of = {
        tenant_id: cloud.a.id,
        project_id: cloud.a.project,
        project_name: 'First project',
        lab_id: randomUUID() as LabId,
        lab_name: name,
        user_id: cloud.a.admin.id,
        user_name: 'Admin',
        thing_id: randomUUID(),
      }
      await cloud.database.ofEveryone(tx =>
        tx
          .insertInto('usage_events')
          .values([
            { ...of, kind: 'started', at: at(6), machines: 1, vcpus: 2, memory_mib: 1024 },
            { ...of, kind: 'stopped', at: at(6 + hours) },
          ])
          .execute(),
      )
    }
    const { page } = await inside()
    for (const by of ['project', 'lab', 'user', 'day'] as const) {
      await visit(page, `/usage?by=${by}&period=last-month`)
      await page.locator('tbody tr').first().waitFor()
      const cells = await page.locator('tbody tr td:nth-of-type(1)').allTextContents()
      assert.equal(
        cells.reduce((sum, cell) => sum + Number(cell), 0),
        68,
        `${by}: ${cells}`,
      )
      await page.locator('dl[aria-label="In all"] dd').first().getByText('68', { exact: true }).waitFor()
    }
    const month = {
      from: at(-24).toISOString(),
      to: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())).toISOString(),
    }
    assert.equal((await cloud.a.admin.paddock.usage.list(month)).total.vcpuSeconds, 68 * 3600)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'CSV' }).click()])
    assert.match(await readFile(await file.path(), 'utf8'), /^key,name,machineSeconds,vcpuSeconds/)
  })

  test('a phone shows it whole, axe finds nothing, and operators see each tenant', async () => {
    const { page } = await inside({ width: 390, height: 844 })
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await visit(page, '/usage')
      await page.locator('tbody tr').first().waitFor()
      const width = Number(await page.evaluate('document.documentElement.scrollWidth'))
      assert.ok(width <= 390, `${width} px wide`)
    }
    assert.deepEqual((await axeFindings(page)).filter(ofPage), [])
    const operators = (await openPage(browser, { url: cloud.url })).page
    await signInAs(operators, { ...cloud.operator, tenant: null })
    await visit(operators, '/usage')
    await operators.getByRole('button', { name: 'Limits of acme' }).waitFor()
    await operators.locator('tbody').getByText('acme').waitFor()
    assert.deepEqual((await axeFindings(operators)).filter(ofPage), [])
  })
})
