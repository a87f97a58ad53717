import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { LabId, VmId } from '@paddock/model'
import { until } from '@paddock/testing'
import type { Browser, Page } from 'playwright-core'
import { openPage, startBrowser, visit } from '../portal/support/browser.ts'
import { chipOf, lookOf } from '../portal/support/looks.ts'
import { signInAs } from '../portal/support/people.ts'
import { type Installation, install } from './support/installation.ts'
import { becomes, sh } from './support/lab.ts'

let paddock: Installation
let browser: Browser
const ending: (() => unknown)[] = []
before(async () => {
  paddock = await install({ after: end => void ending.unshift(end as () => unknown) })
  await paddock.template('Tiny Linux')
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  for (const end of ending) await end()
})

/** How many colours a picture on the page has: a screen that shows something has several. */
const coloursOf = (page: Page): Promise<number> =>
  page
    .locator('canvas')
    .first()
    .evaluate(canvas => {
      const picture = canvas as unknown as {
        width: number
        height: number
        getContext(kind: '2d'): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray }
        }
      }
      if (picture.width === 0) return 0
      const { data } = picture.getContext('2d').getImageData(0, 0, picture.width, picture.height)
      const seen = new Set<number>()
      for (let at = 0; at < data.length; at += 4)
        seen.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0))
      return seen.size
    })

test('in a stock browser a lab of real machines is made, seen to come up, found, worked on alone and together, drawn, kept, copied and deleted (AUT-2, CON-1, LAB-3, LAB-8, NET-12, UI-1, UI-2, UI-3, UI-4, BEY-12, BEY-15, BEY-17, BEY-18, BEY-31, BEY-38)', async () => {
  const { page } = await openPage(browser, { url: paddock.url })
  const { slug, email, password } = paddock.login.tenant
  await signInAs(page, { email, password, tenant: slug })
  await page.getByRole('button', { name: 'Create a lab', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Template').selectOption({ label: 'Tiny Linux' })
  await dialog.getByLabel('Name').fill('Browser work')
  await dialog.getByLabel('Start it now').uncheck()
  await dialog.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('heading', { name: 'Browser work', level: 1 }).waitFor()
  const lab = (await paddock.tenant.lab.list()).items.find(({ name }) => name === 'Browser work')
  const vm = lab?.vms[0]
  assert.ok(lab && vm)
  const chip = chipOf(page, vm.name)
  await chip.getByText('Stopped').waitFor()
  const stopped = await lookOf(chip)

  await page.getByRole('button', { name: `Start ${vm.name}`, exact: true }).click()
  await chip.getByText('Starting').waitFor({ timeout: 2_000 })
  const starting = await lookOf(chip)
  await becomes(paddock, lab.id, 'running')
  await chip.getByText('Running').waitFor({ timeout: 2_000 })
  const running = await lookOf(chip)
  for (const part of ['words', 'colour', 'mark'] as const)
    assert.equal(new Set([stopped, starting, running].map(look => look[part])).size, 3)

  await sh(paddock, vm.id, 'true')
  const viewer = await homes(page)
  await visit(page, `/labs/${lab.id}/vms/${vm.id}/screen`)
  await page.locator('canvas').first().waitFor({ timeout: 30_000 })
  // The login shell on tty1 takes what is typed into the picture.
  await page.locator('canvas').first().click()
  await page.keyboard.type('touch /root/typed\n')
  await until('the guest took what was typed', async () =>
    (await sh(paddock, vm.id, 'ls /root')).includes('typed') ? true : undefined,
  )
  assert.ok((await coloursOf(page)) > 1, 'the screen shows something')

  // A second person sees the same, is seen by the first, and moves nothing.
  await visit(viewer, `/labs/${lab.id}/vms/${vm.id}/screen`)
  await viewer.getByText('View only').waitFor()
  await until('who looks on sees it too', async () => ((await coloursOf(viewer)) > 1 ? true : undefined))
  await page.getByRole('button', { name: /^2 here/ }).waitFor()
  await viewer.locator('canvas').first().click()
  await viewer.keyboard.type('touch /root/by-a-viewer\n')
  await page.locator('canvas').first().click()
  await page.keyboard.type('touch /root/by-both\n')
  await until('the first still types', async () =>
    (await sh(paddock, vm.id, 'ls /root')).includes('by-both') ? true : undefined,
  )
  assert.doesNotMatch(await sh(paddock, vm.id, 'ls /root'), /by-a-viewer/)
  await viewer.context().close()
  await page.getByRole('button', { name: /^2 here/ }).waitFor({ state: 'detached' })

  await visit(page, `/labs/${lab.id}/vms/${vm.id}/serial`)
  await page
    .getByText(/Tiny Linux ready/)
    .first()
    .waitFor({ timeout: 30_000 })
  await page.keyboard.type('echo $((6 * 7))-in-the-browser\n')
  await page
    .getByText(/42-in-the-browser/)
    .first()
    .waitFor({ timeout: 30_000 })

  // A reboot is seen from its first line on, in the same session.
  const ready = page.getByText(/Tiny Linux ready/)
  await page.keyboard.type('clear\n')
  await ready.first().waitFor({ state: 'detached' })
  let cuts = 0
  page.on('websocket', () => {
    cuts += 1
  })
  await paddock.tenant.vm.reset({ vm: vm.id })
  await ready.first().waitFor({ timeout: 60_000 })
  await page.keyboard.type('echo $((7 * 7))-after-the-reboot\n')
  await page
    .getByText(/49-after/)
    .first()
    .waitFor({ timeout: 30_000 })
  assert.equal(cuts, 0, 'the session was cut and opened anew')

  await visit(page, `/labs/${lab.id}/wall`)
  await page.locator('[data-connection="open"] canvas').first().waitFor({ timeout: 30_000 })
  await until('the wall shows the screen', async () => ((await coloursOf(page)) > 1 ? true : undefined))
  await page.locator('[data-thumbnail] img').first().waitFor({ timeout: 30_000 })

  await sh(paddock, vm.id, 'touch /root/kept')
  await keepAndCopy(page, lab.id)
  await seeInPicture(page, { lab: lab.id, vm })

  await page.getByRole('button', { name: 'More for Browser work' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await dialog.getByRole('button', { name: /^Delete the lab/ }).click()
  await page.getByText('Browser work is in the trash').first().waitFor()
  await page.getByRole('heading', { name: 'Labs', level: 1 }).waitFor()
})

/** Each role's first page shows what is theirs, and a lab is one click or three keystrokes away (UI-1, UI-2, BEY-38). Gives a viewer's page. */
async function homes(page: Page): Promise<Page> {
  const heading = page.getByRole('heading', { name: 'Browser work', level: 1 })
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  for (const part of ['My labs', 'Projects', 'Library'])
    await page.getByRole('heading', { name: part, level: 2 }).waitFor()
  await page
    .getByRole('region', { name: 'My labs' })
    .getByRole('link', { name: /Browser work/ })
    .first()
    .click()
  await heading.waitFor()
  await page.getByRole('link', { name: 'Home', exact: true }).click()
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').waitFor()
  await page.keyboard.type('bro')
  await page.getByRole('option').first().filter({ hasText: 'Browser work' }).waitFor()
  await page.keyboard.press('Enter')
  await heading.waitFor()

  const operator = await openPage(browser, { url: paddock.url })
  await signInAs(operator.page, { ...paddock.login.operator, tenant: null })
  await operator.page.getByRole('heading', { name: 'Hosts', level: 2 }).waitFor()
  assert.equal(await operator.page.getByText('Browser work').count(), 0)
  await operator.page.context().close()

  const credentials = { email: 'vera@example.com', password: 'only here to look' }
  const vera = await paddock.tenant.user.create({ name: 'Vera', ...credentials })
  await paddock.tenant.project.admit({ project: await paddock.project(), user: vera.id, role: 'viewer' })
  const hers = await openPage(browser, { url: paddock.url })
  await signInAs(hers.page, { ...credentials, tenant: paddock.login.tenant.slug })
  await hers.page
    .getByRole('link', { name: /Browser work/ })
    .first()
    .waitFor()
  assert.equal(await hers.page.getByRole('button', { name: /Create a lab|^Shut down/ }).count(), 0)
  return hers.page
}

/** A snapshot of the running lab, and a copy that goes on from it, in the browser alone (AUT-2). */
async function keepAndCopy(page: Page, lab: LabId): Promise<void> {
  await visit(page, `/labs/${lab}/snapshots`)
  await page.getByRole('button', { name: 'Take a snapshot…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('At work')
  await page.getByRole('dialog').getByRole('button', { name: 'Take the snapshot' }).click()
  await page.locator('[data-snapshot="At work"]').getByText('Held up for').waitFor({ timeout: 120_000 })
  await page.getByRole('button', { name: 'Start copies of At work' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Second desk')
  await page.getByRole('dialog').getByRole('button', { name: 'Start 1 copy' }).click()
  await page.getByRole('heading', { name: 'Second desk', level: 1 }).waitFor()
  const { items } = await paddock.tenant.lab.list({ search: 'Second desk' })
  const copy = items[0] ?? assert.fail('there is no copy')
  const [vm] = (await becomes(paddock, copy.id, 'running')).vms
  assert.ok(vm)
  await chipOf(page, vm.name).getByText('Running').waitFor()
  assert.match(await sh(paddock, vm.id, 'ls /root'), /kept/, 'it goes on from that instant')
  await paddock.tenant.lab.delete({ lab: copy.id, now: true })
  await becomes(paddock, copy.id, 'gone')
}

/** In the picture: real frames move marks, a card is plugged and moved, and a machine that is shut down is seen as such (BEY-12, UI-3, UI-4, NET-12). */
async function seeInPicture(page: Page, { lab, vm }: { lab: LabId; vm: { id: VmId; name: string } }): Promise<void> {
  const side = await paddock.tenant.network.create({ lab, name: 'side', cidr: '10.66.0.0/24' })
  await visit(page, `/labs/${lab}/topology`)
  const node = page.locator(`[data-node="${vm.name}"]`)
  await node.getByText('Running').waitFor({ timeout: 30_000 })
  await sh(paddock, vm.id, 'ping -c 60 10.0.0.1 > /dev/null 2>&1 &')
  await page.locator(`[data-traffic="sent"][data-of="${vm.name}"]`).waitFor({ state: 'attached' })

  await node.getByRole('button').click()
  await page.getByRole('button', { name: 'Connect to a network…' }).click()
  await page.getByLabel('Network', { exact: true }).selectOption({ label: 'side (10.66.0.0/24)' })
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
  await page.locator('[data-interface="side"]').waitFor()
  const cards = () => sh(paddock, vm.id, 'ls -d /sys/class/net/e*')
  const card = await until('the guest has a second card', async () => (await cards()).trim().split('\n')[1])

  // Moved to the other network, the card gets its lease there.
  await page.getByRole('button', { name: 'Change the interface on side' }).click()
  await page.getByLabel('Network', { exact: true }).selectOption({ label: 'lan (10.0.0.0/24)' })
  await page.getByRole('button', { name: 'Move to lan' }).click()
  const moved = await until('it is moved', async () =>
    (await paddock.tenant.vm.get({ vm: vm.id })).interfaces.find(
      port => port.position === 1 && port.networkId !== side.id,
    ),
  )
  const name = card.split('/').at(-1)
  const lease = `ip link set ${name} up; udhcpc -i ${name} -n -q -t 3 -T 1 2>&1; ip addr show dev ${name}`
  let told = ''
  await until(
    'the guest has its address of the other network',
    async () => {
      told = await sh(paddock, vm.id, lease)
      return told.includes(moved.address) ? true : undefined
    },
    { withinMs: 60_000, seen: () => told },
  )
  await page.getByRole('button', { name: 'Close' }).click()

  await paddock.tenant.vm.stop({ vm: vm.id })
  await node.getByText('Stopped').waitFor({ timeout: 120_000 })
  await page.locator(`[data-of="${vm.name}"]`).first().waitFor({ state: 'detached' })
}
