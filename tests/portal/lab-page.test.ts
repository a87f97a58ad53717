import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { hostSilentAfterSeconds } from '@paddock/model'
import { type Cloud, startCloud, type TestLab, until } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser, Page } from 'playwright-core'
import { axeFindings, quickLooks } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { assertNotReloaded, chipOf, rememberPage } from './support/looks.ts'
import { signInAs } from './support/people.ts'

describe('The page of a lab', () => {
  let cloud: Cloud
  let browser: Browser
  let page: Page
  let ahead = 0
  const endings: (() => unknown)[] = []

  before(async () => {
    const portal = await readPortal({ log: noLog })
    cloud = await startCloud(
      { after: ending => void endings.unshift(ending as () => unknown) },
      {
        portal,
        clock: () => new Date(Date.now() + ahead),
        latencies: { layerMs: 0, startMs: 100, bootMs: 100, shutdownMs: 100 },
      },
    )
    browser = await startBrowser()
    const opened = await openPage(browser, { url: cloud.url })
    page = opened.page
    await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  const api = () => cloud.a.admin.paddock
  const dialog = () => page.getByRole('dialog').last()
  const add = async (what: string) => {
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('menuitem', { name: what }).click()
  }
  async function firstVm(lab: TestLab) {
    const [vm] = (await lab.view()).vms
    assert.ok(vm)
    return vm
  }

  test('machines of a template come into a running lab, whose machines go on (LAB-4, UI-3)', async () => {
    const lab = await cloud.lab({ name: 'Growing' })
    await lab.start()
    await lab.becomes('running')
    const { startedAt } = await firstVm(lab)
    await visit(page, `/labs/${lab.id}`)
    await rememberPage(page)
    await add('Machines from a template…')
    await dialog().getByLabel('Template').selectOption({ label: cloud.template.name })
    await dialog().getByLabel('two').uncheck()
    await dialog().getByRole('button', { name: 'Add 1 machine' }).click()
    await chipOf(page, 'one').getByText('Running').waitFor()
    assert.equal(await page.locator('[data-vm="two"]').count(), 0)
    assert.equal((await firstVm(lab)).startedAt, startedAt, 'the machine that ran goes on')
    await assertNotReloaded(page)
  })

  test('a machine is assembled from scratch, and what is wrong is said beside its field (LAB-5)', async () => {
    const lab = await cloud.lab({ name: 'From scratch', vms: 0 })
    await visit(page, `/labs/${lab.id}`)
    await page.getByRole('button', { name: 'Add a blank machine' }).click()
    await dialog().getByLabel('Name', { exact: true }).fill('Not A Name')
    await dialog().getByLabel('Size of the disk', { exact: true }).fill('5')
    await dialog().getByRole('button', { name: 'Add the machine' }).click()
    await dialog().getByText('Must be 1 to 63 of a-z').waitFor()
    await dialog().getByLabel('Name', { exact: true }).fill('server')
    await dialog().getByLabel('Start it now').check()
    await dialog().getByRole('button', { name: 'Add and start' }).click()
    await chipOf(page, 'server').getByText('Running').waitFor()
    const vm = await firstVm(lab)
    assert.deepEqual([vm.memoryMiB, vm.disks[0]?.sizeBytes, vm.interfaces.length], [1_024, 5 * 1024 ** 3, 1])
  })

  test('a running machine gets disks and interfaces at once, its hardware when it is stopped (UI-3)', async () => {
    const lab = await cloud.lab({ name: 'Rewired', networks: 2 })
    await lab.start()
    await lab.becomes('running')
    const { id, interfaces } = await firstVm(lab)
    const [port] = interfaces
    assert.ok(port)
    await api().interface.delete({ interface: interfaces[1]?.id as never })
    await visit(page, `/labs/${lab.id}?machine=${id}`)
    assert.equal(await dialog().getByLabel('Cores').isDisabled(), true)
    await dialog().getByText('Stop vm-1 to change its hardware').waitFor()

    await dialog().getByRole('button', { name: 'Add a disk…' }).click()
    await dialog().getByLabel('Name of the disk').fill('root')
    await dialog().getByRole('button', { name: 'Add the disk' }).click()
    await dialog().getByText('has a disk root already').waitFor()
    await dialog().getByLabel('Name of the disk').fill('data')
    await dialog().getByRole('button', { name: 'Add the disk' }).click()
    await dialog().getByRole('button', { name: 'Remove data' }).waitFor()

    await dialog().getByRole('button', { name: 'Connect to a network…' }).click()
    await dialog().getByLabel('Network').selectOption({ label: 'net-2 (10.2.0.0/24)' })
    await dialog().getByLabel('Address').fill('10.9.9.9')
    await dialog().getByRole('button', { name: 'Connect', exact: true }).click()
    await dialog().getByText('Must be a machine address in 10.2.0.0/24').waitFor()
    await dialog().getByLabel('Address').fill('10.2.0.50')
    await dialog().getByRole('button', { name: 'Connect', exact: true }).click()
    await dialog().locator('[data-interface="net-2"]').getByText('10.2.0.50').waitFor()

    await dialog().getByRole('switch', { name: 'Cable of vm-1 to net-1' }).press('Space')
    await until('The cable is out', async () =>
      (await firstVm(lab)).interfaces.some(one => one.id === port.id && !one.connected) ? true : undefined,
    )
    // An address of the old network would not fit: on the other it gets a free one.
    await dialog().getByRole('button', { name: 'Change the interface on net-1' }).click()
    await dialog().getByLabel('Network').selectOption({ label: 'net-2 (10.2.0.0/24)' })
    await dialog().getByRole('button', { name: 'Move to net-2' }).click()
    await dialog().locator('[data-interface="net-1"]').waitFor({ state: 'detached' })

    await dialog().getByRole('button', { name: 'Remove data' }).click()
    await page.getByText('Disk data of vm-1').waitFor()
    await page.getByRole('button', { name: 'Remove data', exact: true }).last().click()
    await until('The disk is gone', async () => ((await firstVm(lab)).disks.length === 1 ? true : undefined))
  })

  test('nothing that was typed is lost when somebody else was faster', async () => {
    const lab = await cloud.lab({ name: 'Contested' })
    const { id } = await firstVm(lab)
    await visit(page, `/labs/${lab.id}?machine=${id}`)
    await dialog().getByLabel('Cores').fill('4')
    // What is elsewhere in the machine disturbs nobody; what is under the fingers is asked about.
    await api().vm.update({ vm: id, description: 'Of somebody else' })
    await dialog().getByText('Of somebody else').waitFor()
    assert.equal(await dialog().getByText('Somebody else changed').count(), 0)
    await api().vm.update({ vm: id, cores: 2 })
    await dialog().getByText('Somebody else changed the cores (now 2) while you typed').waitFor()
    assert.equal(await dialog().getByLabel('Cores').inputValue(), '4')
    assert.equal(await dialog().getByRole('button', { name: 'Save' }).isDisabled(), true)
    await dialog().getByRole('button', { name: 'Keep what I typed' }).click()
    await dialog().getByRole('button', { name: 'Save' }).click()
    await until('It is saved', async () => ((await firstVm(lab)).cores === 4 ? true : undefined))

    await visit(page, `/labs/${lab.id}?machine=${id}`)
    // A refusal says why, beside the field, and keeps what stands there.
    await dialog().getByLabel('Cores').fill('65')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('Must be at most 64').waitFor()
    assert.equal(await dialog().getByLabel('Cores').inputValue(), '65')
  })

  test('networks are added, changed and removed, and one that is used says by whom (NET-12)', async () => {
    const lab = await cloud.lab({ name: 'Networked' })
    await visit(page, `/labs/${lab.id}/networks`)
    await page.getByRole('button', { name: 'Add a network' }).click()
    await dialog().getByLabel('Name', { exact: true }).fill('back')
    assert.equal(await dialog().getByLabel('Addresses', { exact: true }).inputValue(), '10.0.0.0/24')
    await dialog().getByLabel('Addresses', { exact: true }).fill('10.1.0.0/16')
    await dialog().getByRole('button', { name: 'Add the network' }).click()
    await dialog().getByText('10.1.0.0/16 overlaps network net-1').waitFor()
    await dialog().getByLabel('Addresses', { exact: true }).fill('10.7.0.0/24')
    await dialog().getByRole('switch', { name: 'NAT' }).uncheck({ force: true })
    await dialog().getByRole('button', { name: 'Add the network' }).click()
    const card = page.locator('[data-network="back"]')
    await card.getByText('10.7.0.1').waitFor()
    assert.equal(await card.getByRole('switch', { name: 'NAT of back' }).isChecked(), false)
    await card.getByRole('switch', { name: 'DHCP of back' }).press('Space')
    await until('DHCP is off', async () =>
      (await lab.view()).networks.some(network => network.name === 'back' && !network.dhcp) ? true : undefined,
    )

    await card.getByRole('button', { name: 'Change back' }).click()
    await dialog().getByLabel('Addresses', { exact: true }).fill('10.8.0.0/24')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await card.getByText('10.8.0.1').waitFor()

    await page.getByRole('button', { name: 'Change net-1' }).click()
    await dialog().getByRole('button', { name: 'Remove…' }).hover()
    await page.getByText('vm-1 is on it. Remove their interfaces first').waitFor()
    await dialog().getByRole('button', { name: 'Close' }).last().click()
    await card.getByRole('button', { name: 'Change back' }).click()
    await dialog().getByRole('button', { name: 'Remove…' }).click()
    await page.getByRole('button', { name: 'Remove back' }).click()
    await card.waitFor({ state: 'detached' })
  })

  test('the picture shows networks and machines live, and traffic only where there is some (BEY-12, UI-4)', async () => {
    const lab = await cloud.lab({ name: 'Pictured', vms: 3, networks: 2 })
    const loaded: string[] = []
    page.on('request', request => loaded.push(request.url()))
    await visit(page, `/labs/${lab.id}`)
    await chipOf(page, 'vm-1').waitFor()
    assert.equal(
      loaded.some(url => url.includes('Topology')),
      false,
      'the picture is loaded when it is asked for',
    )
    await page.getByRole('link', { name: 'Topology' }).click()
    const node = (name: string) => page.locator(`[data-node="${name}"]`)
    const marks = (name: string) => page.locator(`[data-traffic][data-of="${name}"]`)
    await node('vm-1').getByText('Stopped').waitFor()
    await page.getByRole('region', { name: 'Network net-1' }).getByText('10.1.0.0/24').waitFor()
    await page.waitForTimeout(2_500)
    assert.equal(await page.locator('[data-traffic]').count(), 0, 'where nothing runs nothing moves')

    const { vms } = await lab.view()
    const [one, two] = vms
    assert.ok(one && two)
    await api().vm.start({ vm: one.id })
    await node('vm-1').getByText('Running').waitFor()
    await marks('vm-1').first().waitFor({ state: 'attached' })
    assert.equal(await marks('vm-2').count(), 0)
    assert.equal(await node('vm-2').getAttribute('data-look'), 'stopped')
    for (const port of one.interfaces) await api().interface.update({ interface: port.id, connected: false })
    await marks('vm-1').first().waitFor({ state: 'detached' })
    await node('vm-1').getByText('unplugged').first().waitFor({ state: 'attached' })

    // Moved by mouse and by keys; and so it stays.
    const order = () =>
      page
        .locator('[data-node]')
        .evaluateAll(nodes =>
          (nodes as unknown as { dataset: { node: string }; getBoundingClientRect(): { x: number } }[])
            .toSorted((a, b) => a.getBoundingClientRect().x - b.getBoundingClientRect().x)
            .map(each => each.dataset.node),
        )
    assert.deepEqual(await order(), ['vm-1', 'vm-2', 'vm-3'])
    const [from, to] = [await node('vm-1').boundingBox(), await node('vm-3').boundingBox()]
    assert.ok(from && to)
    await page.mouse.move(from.x + 40, from.y + from.height - 8)
    await page.mouse.down()
    await page.mouse.move(to.x + to.width, to.y + to.height - 8, { steps: 8 })
    await page.mouse.up()
    await until('It stands last', async () => ((await order()).at(-1) === 'vm-1' ? true : undefined))
    assert.equal(await page.getByRole('dialog').count(), 0, 'a drag opens nothing')
    await node('vm-1').getByRole('button').press('Alt+ArrowLeft')
    await page.reload()
    await until('It is where it was put', async () => ((await order()).join() === 'vm-2,vm-1,vm-3' ? true : undefined))

    await node('vm-2').getByRole('button').click()
    await dialog().getByText('vm-2', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^net-2/ }).click()
    await dialog().getByText('Network net-2').waitFor()
    await page.keyboard.press('Escape')
  })

  test('a lab is renamed in its place, its chip tells since when, and who did what stands in its activity', async () => {
    const lab = await cloud.lab({ name: 'First name' })
    const member = await cloud.a.person({ name: 'mia', inProject: 'member' })
    await member.paddock.lab.start({ lab: lab.id })
    await lab.becomes('running')
    await visit(page, `/labs/${lab.id}/activity`)
    await page.getByText('mia started First name').waitFor()
    await page.getByRole('button', { name: 'Rename First name' }).click()
    await page.getByLabel('Name of the lab').fill('Second name')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Second name', level: 1 }).waitFor()
    await page.getByText('changed First name').waitFor()

    const [host] = cloud.hosts
    assert.ok(host)
    host.link.cut()
    ahead = (hostSilentAfterSeconds + 5) * 1_000
    await lab.becomes('unknown')
    await page.reload()
    await page
      .locator('h1 + [data-state-chip]')
      .getByText(/^Host silent since \d/)
      .waitFor()
    ahead = 0
    host.link.join()
    await lab.becomes('running')
  })

  test('arrows go from machine to machine, and Enter opens the screen', async () => {
    const lab = await cloud.lab({ name: 'By keys', vms: 3 })
    await visit(page, `/labs/${lab.id}`)
    await page.getByRole('link', { name: 'Screen of vm-1' }).focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    const vm = (await lab.view()).vms[1]
    await page.waitForURL(`**/labs/${lab.id}/vms/${vm?.id}/screen`)
  })

  test('axe finds nothing on any side of a lab, wide and narrow, and on a phone nothing is cut', async () => {
    const lab = await cloud.lab({ name: 'Looked at with a name that is longer', vms: 3, networks: 2 })
    await lab.start()
    await lab.becomes('running')
    await visit(page, `/labs/${lab.id}`)
    const sides = page.getByRole('navigation', { name: 'Sides of the lab' }).getByRole('link')
    const found: string[] = []
    for (const side of ['Machines', 'Topology', 'Snapshots', 'Networks', 'Activity', 'Settings']) {
      await sides.filter({ hasText: side }).click()
      await sides.and(page.locator('[data-status=active]')).filter({ hasText: side }).waitFor()
      await page.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor()
      found.push(...(await axeFindings(page, quickLooks)).map(finding => `${side}: ${finding}`))
      for (const shown of [...(await sides.all()), page.getByRole('button', { name: /^More for Looked at/ })]) {
        const box = await shown.boundingBox()
        if (!box || box.x < 0 || box.x + box.width > 390) found.push(`${side}: ${await shown.textContent()} is cut`)
      }
    }
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' })
    assert.deepEqual(found, [])
  })

  test('who only looks is offered nothing that changes, and watches a screen without touching it (UI-1)', async () => {
    const lab = await cloud.lab({ name: 'To look at' })
    await lab.start()
    await lab.becomes('running')
    const { id: vm } = await firstVm(lab)
    const vera = await cloud.a.person({ name: 'vera', inProject: 'viewer' })
    const { page: hers } = await openPage(browser, { url: cloud.url })
    await signInAs(hers, { ...vera, tenant: cloud.a.slug })
    await hers.getByRole('link', { name: /To look at/ }).waitFor()
    assert.equal(await hers.getByRole('button', { name: /Create a lab|^Start|^Shut down/ }).count(), 0)
    await visit(hers, `/labs/${lab.id}`)
    await chipOf(hers, 'vm-1').getByText('Running').waitFor()
    const verbs = /^(Add|Start|Shut down|Rename|Take|Delete|Save|Change|Insert|Remove|More power)/
    for (const side of ['Machines', 'Topology', 'Snapshots', 'Networks', 'Activity', 'Settings']) {
      await hers
        .getByRole('navigation', { name: 'Sides of the lab' })
        .getByRole('link', { name: new RegExp(`^${side}`) })
        .click()
      await hers.getByRole('main').getByRole('heading', { level: 2 }).first().waitFor()
      const offered = await hers.getByRole('button', { name: verbs, disabled: false }).allTextContents()
      assert.deepEqual(offered, [], side)
      assert.equal(await hers.getByRole('switch', { disabled: false }).count(), 0, side)
    }
    assert.equal((await vera.paddock.vm.get({ vm })).userData, null, 'user data may hold secrets')
    await visit(hers, `/labs/${lab.id}?machine=${vm}`)
    await hers.getByRole('dialog').getByText('Hardware').waitFor()
    const open = hers.getByRole('dialog').getByRole('button', { name: verbs, disabled: false })
    assert.deepEqual(await open.allTextContents(), [])
    await visit(hers, `/labs/${lab.id}/vms/${vm}/screen`)
    await hers.locator('[data-connection="open"] canvas').waitFor()
    await hers.getByText('View only').waitFor()
  })
})
