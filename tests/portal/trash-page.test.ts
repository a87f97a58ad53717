import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { type Cloud, startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser, Page } from 'playwright-core'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { signInAs } from './support/people.ts'

describe('The trash in the portal', () => {
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

  const item = (name: string) => page.locator(`[data-trash="${name}"]`)
  const dialog = () => page.getByRole('dialog').last()

  test('deleting a lab says how long it can be restored, and is undone in one press (BEY-10)', async () => {
    const lab = await cloud.lab({ name: 'Web shop', vms: 2 })
    await lab.start()
    await lab.becomes('running')
    await visit(page, `/labs/${lab.id}`)
    await page.getByRole('button', { name: 'More for Web shop' }).click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    await dialog().getByText('can be restored from there for 7 days').waitFor()
    await dialog().getByText('2 machines are not stopped, and will be shut down').waitFor()
    await dialog().getByRole('button', { name: 'Delete the lab and 2 machines' }).click()
    await page.getByText('Web shop is in the trash.').waitFor()
    await page.getByRole('heading', { name: 'Labs', exact: true }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Web shop is restored.').waitFor()
    await page.getByRole('link', { name: 'Open Web shop' }).click()
    await page.getByRole('heading', { name: 'Web shop' }).waitFor()
    await lab.becomes('stopped')
  })

  test('the trash shows what can be restored, restores it, and is emptied (BEY-10)', async () => {
    const { paddock } = cloud.a.admin
    const lab = await cloud.lab({ name: 'Tree' })
    const snapshot = await paddock.snapshot.take({ lab: lab.id, name: 'Before the change' })
    await paddock.snapshot.delete({ snapshot: snapshot.id })
    const empty = { networks: [], vms: [] }
    const template = await paddock.template.create({ name: 'Shop', spec: empty })
    await paddock.template.delete({ template: template.id })
    await paddock.template.create({ name: 'Shop', spec: empty })
    await (await cloud.lab({ name: 'Old work' })).trash()
    await visit(page, '/')
    await page.getByRole('link', { name: 'Trash' }).click()
    await item('Before the change').getByText('Snapshot of Tree').waitFor()
    await item('Old work').getByText('Removed in 6 days').waitFor()
    assert.deepEqual(await axeFindings(page), [])

    await page.getByRole('button', { name: 'Restore Before the change' }).click()
    await item('Before the change').waitFor({ state: 'detached' })
    assert.equal((await paddock.snapshot.get({ snapshot: snapshot.id })).name, 'Before the change')

    await page.getByRole('button', { name: 'Restore Shop' }).click()
    await dialog().getByLabel('Name').fill('Shop of last year')
    await dialog().getByRole('button', { name: 'Restore the template' }).click()
    await item('Shop').waitFor({ state: 'detached' })

    // What comes in meanwhile is seen without reload.
    await (await cloud.lab({ name: 'New work' })).trash()
    await item('New work').waitFor()
    await page.getByRole('button', { name: 'Empty the trash…' }).click()
    await dialog().getByText('2 labs').waitFor()
    await dialog().getByRole('button', { name: 'Remove 2 things for good' }).click()
    await page.getByText('The trash is empty.').waitFor()
  })

  test('a template is deleted from its card in the library, and undone (BEY-10)', async () => {
    await cloud.a.admin.paddock.template.create({ name: 'Mine', spec: { networks: [], vms: [] } })
    await visit(page, '/library')
    assert.equal(await page.getByRole('button', { name: `More for ${cloud.template.name}` }).count(), 0)
    await page.getByRole('button', { name: 'More for Mine' }).click()
    await page.getByRole('menuitem', { name: 'Delete…' }).click()
    await dialog().getByRole('button', { name: 'Delete the template' }).click()
    await page.getByText('Mine is in the trash.').waitFor()
    await page.getByRole('heading', { name: 'Mine' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('heading', { name: 'Mine' }).waitFor()
  })
})
