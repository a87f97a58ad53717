import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { type Cloud, startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser, Page } from 'playwright-core'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { assertNotReloaded, rememberPage } from './support/looks.ts'
import { signInAs } from './support/people.ts'

describe('Snapshots in the portal', () => {
  let cloud: Cloud
  let browser: Browser
  let page: Page
  const endings: (() => unknown)[] = []

  before(async () => {
    const portal = await readPortal({ log: noLog })
    cloud = await startCloud(
      { after: ending => void endings.unshift(ending as () => unknown) },
      { portal, latencies: { layerMs: 0, startMs: 100, bootMs: 100, shutdownMs: 100 } },
    )
    browser = await startBrowser()
    page = (await openPage(browser, { url: cloud.url })).page
    await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  const node = (name: string) => page.locator(`[data-snapshot="${name}"]`)
  const dialog = () => page.getByRole('dialog').last()
  const take = async (name: string) => {
    await page.getByRole('button', { name: 'Take a snapshot…' }).click()
    await dialog().getByLabel('Name').fill(name)
    await dialog().getByRole('button', { name: 'Take the snapshot' }).click()
    await node(name).getByText('The lab is here').waitFor()
    await node(name).getByText('Held up for').waitFor()
  }
  const more = async (name: string, verb: string) => {
    await page.getByRole('button', { name: `More for ${name}` }).click()
    await page.getByRole('menuitem', { name: verb }).click()
  }

  test('a running lab is kept, copies go on from it, and it becomes that again, seen as a tree without reload (SNP-3, LIB-11, BEY-4)', async () => {
    const lab = await cloud.lab({ name: 'In flight', vms: 2 })
    await lab.start()
    await lab.becomes('running')
    await visit(page, `/labs/${lab.id}/snapshots`)
    await rememberPage(page)
    await take('Green')
    await node('Green').getByText('Disks and memory').waitFor()
    await node('Green').getByRole('img', { name: 'Screen of vm-2' }).waitFor()
    await take('Red')
    const after = page.getByRole('list', { name: 'Taken after Green' })
    assert.equal(await after.locator('[data-snapshot="Red"]').count(), 1)

    await more('Green', 'Revert to it…')
    await dialog().getByRole('button', { name: 'Revert the lab' }).click()
    await node('Green').getByText('The lab is here').waitFor()
    await lab.becomes('running')
    await take('Blue')
    assert.equal(await after.locator('[data-snapshot="Blue"]').count(), 1, 'a second branch')

    assert.deepEqual(await axeFindings(page), [])
    await more('Green', 'Delete…')
    await dialog().getByText('What hangs on it stays whole: later snapshots (Red, Blue)').waitFor()
    await dialog().getByRole('button', { name: 'Keep it' }).click()
    await dialog().waitFor({ state: 'detached' })
    await more('Red', 'Delete…')
    await dialog().getByRole('button', { name: 'Delete the snapshot' }).click()
    await node('Red').waitFor({ state: 'detached' })
    await node('Blue').waitFor()
    await assertNotReloaded(page)

    await page.getByRole('button', { name: 'Start copies of Green' }).click()
    await dialog().getByLabel('How many').fill('3')
    await dialog().getByLabel('Name').fill('Reviewer')
    await dialog().getByRole('button', { name: 'Start 3 copies' }).click()
    await page.getByRole('link', { name: 'Reviewer 3', exact: true }).waitFor()
    const { items } = await cloud.a.admin.paddock.lab.list({ search: 'Reviewer' })
    assert.equal(items.length, 3)
    const [first] = items
    assert.ok(first)
    await page.getByRole('link', { name: 'Reviewer 1', exact: true }).click()
    await page.getByText('Running', { exact: true }).first().waitFor()
  })

  test('a lab is suspended and resumed, its console says so, and many are suspended from the list (LAB-2, LAB-8)', async () => {
    const lab = await cloud.lab({ name: 'Resting', vms: 2 })
    await lab.start()
    await lab.becomes('running')
    const chip = page.locator('h1 + [data-state-chip]')
    cloud.hosts[0]?.faults.slow('machines.snapshot.write', 1_500)
    await visit(page, `/labs/${lab.id}`)
    await page.getByRole('button', { name: 'Suspend 2 machines' }).click()
    await chip.getByText('Suspending').waitFor()
    await chip.getByText('Suspended').waitFor()
    cloud.hosts[0]?.faults.clear()
    assert.deepEqual(await axeFindings(page), [])
    const [first] = (await cloud.a.admin.paddock.lab.get({ lab: lab.id })).vms
    await visit(page, `/labs/${lab.id}/vms/${first?.id}/screen`)
    await page.getByText('vm-1 is suspended: resumed, it goes on where it was.').waitFor()
    await visit(page, `/labs/${lab.id}`)
    await page.getByRole('button', { name: 'Resume 2 machines' }).click()
    await chip.getByText('Running').waitFor()

    await visit(page, '/labs?search=Resting')
    await page.getByRole('checkbox', { name: 'Choose Resting' }).click()
    await page.getByRole('button', { name: 'Suspend 1 lab' }).click()
    await lab.becomes('suspended')
    await page.locator('[data-state-chip]').getByText('Suspended').first().waitFor()
  })

  test('a snapshot becomes a template whose labs go on and never boot (LIB-6)', async () => {
    const lab = await cloud.lab({ name: 'For the library' })
    await lab.start()
    await lab.becomes('running')
    await visit(page, `/labs/${lab.id}/snapshots`)
    await take('Ready')
    await more('Ready', 'Save as a template…')
    await dialog().getByLabel('Name').fill('Ready to show')
    await dialog().getByRole('button', { name: 'Save as a template' }).click()
    await dialog().waitFor({ state: 'detached' })
    const { paddock } = cloud.a.admin
    const template = (await paddock.template.list({ limit: 200 })).items.find(({ name }) => name === 'Ready to show')
    assert.ok(template)
    const { spec } = await paddock.template.get({ template: template.id })
    assert.ok(spec.vms.every(vm => vm.memory !== null))
    const still = await paddock.lab.create({ name: 'Shown', projectId: cloud.a.project, templateId: template.id })
    assert.equal(still.state, 'suspended')
    await visit(page, `/labs/${still.id}`)
    await page.getByText('Suspended').first().waitFor()
  })
})
