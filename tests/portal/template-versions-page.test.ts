import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { type Cloud, startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser, Page } from 'playwright-core'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { signInAs } from './support/people.ts'

describe('Versions of templates in the portal', () => {
  let cloud: Cloud
  let browser: Browser
  let page: Page
  const endings: (() => unknown)[] = []

  before(async () => {
    const portal = await readPortal({ log: noLog })
    cloud = await startCloud({ after: ending => void endings.unshift(ending as () => unknown) }, { portal })
    browser = await startBrowser()
    page = (await openPage(browser, { url: cloud.url })).page
    await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  test('a snapshot is published as the next version, the library shows both, and the default goes back (BEY-6)', async () => {
    const { paddock } = cloud.a.admin
    const lab = await cloud.lab({ name: 'Source' })
    const snapshot = await paddock.snapshot.take({ lab: lab.id, name: 'Patched' })
    await paddock.snapshot.save({ snapshot: snapshot.id, name: 'Shop' })
    const dialog = page.getByRole('dialog').last()
    await visit(page, `/labs/${lab.id}/snapshots`)
    await page.getByRole('button', { name: 'More for Patched' }).click()
    await page.getByRole('menuitem', { name: 'Publish as a new version…' }).click()
    await dialog.getByLabel('Template', { exact: true }).click()
    await page.getByRole('option', { name: 'Shop, version 1 now' }).click()
    await dialog.getByLabel('What changed').fill('The shop takes orders again')
    await dialog.getByRole('button', { name: 'Publish the version' }).click()
    await page.getByText('Version 2 of Shop is published.').waitFor()

    await page.getByRole('link', { name: 'Library' }).click()
    await page.getByRole('button', { name: 'version 2, one of 2: the versions of Shop' }).click()
    await page.locator('[data-version="2"]').getByText('The shop takes orders again').waitFor()
    await page.locator('[data-version="2"]').getByText('Default', { exact: true }).waitFor()
    assert.deepEqual(await axeFindings(page), [])
    await page.getByRole('button', { name: 'Make it the default: version 1' }).click()
    await page.locator('[data-version="1"]').getByText('Default', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Delete version 2' }).click()
    await page.locator('[data-version="2"]').waitFor({ state: 'detached' })
  })
})
