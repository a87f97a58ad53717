import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { startCloud } from '@paddock/testing'
import { Secret, TOTP } from 'otpauth'
import { readPortal } from 'paddockd'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { knock } from './support/people.ts'

test('in the browser: whose tenant asks for a second factor sets it up first, and signs in with it from then on (TEN-3, BEY-27)', async t => {
  const portal = await readPortal({ log: noLog })
  let now = Date.now()
  const cloud = await startCloud(t, { hosts: 0, portal, clock: () => new Date(now) })
  const browser = await startBrowser()
  t.after(() => browser.close())
  const ann = await cloud.a.person({ name: 'ann', inProject: 'member' })
  const { page, complaints } = await openPage(browser, { url: cloud.url })
  const { page: admins } = await openPage(browser, { url: cloud.url })
  await knock(admins, { ...cloud.a.admin, tenant: cloud.a.slug })
  await admins.getByRole('navigation', { name: 'Main' }).waitFor()
  await visit(admins, '/settings?part=sign-in')
  await admins.getByLabel('Everybody needs a second factor').check()
  await admins.getByRole('button', { name: 'Save' }).click()
  await admins.getByText('It holds from now on.').waitFor()

  await knock(page, { ...ann, tenant: cloud.a.slug })
  await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
  await visit(page, '/library')
  await page.getByLabel('Your password').fill(ann.password)
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('img', { name: 'The secret, for a camera' }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  const secret = (await page.locator('pre').textContent())?.replaceAll(' ', '') ?? ''
  const shown = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now })
  await page.getByLabel('Code that the app shows').fill('000000')
  await page.getByRole('button', { name: 'Turn it on' }).click()
  await page.getByText('The code is wrong').waitFor()
  await page.getByLabel('Code that the app shows').fill(shown())
  await page.getByRole('button', { name: 'Turn it on' }).click()
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor()
  const codes = await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').allTextContents()
  assert.equal(codes.length, 10)
  await page.getByRole('button', { name: 'I have them' }).click()
  await page.getByRole('heading', { name: 'Library', level: 1 }).waitFor()

  now += 60_000
  await page.context().clearCookies()
  await knock(page, { ...ann, tenant: cloud.a.slug })
  await page.getByRole('heading', { name: 'Your second factor' }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByRole('textbox', { name: 'Code' }).fill('111111')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('The code is wrong').waitFor()
  await page.getByRole('textbox', { name: 'Code' }).fill(shown())
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  await visit(page, '/settings')
  await page.getByText('10 recovery codes are left.').waitFor()
  await page.getByRole('button', { name: 'New recovery codes' }).click()
  await page.getByLabel('Your password').fill(ann.password)
  await page.getByRole('button', { name: 'Make new ones' }).click()
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor()
  await page.getByRole('button', { name: 'I have them' }).click()

  assert.deepEqual(complaints.all, [])
})
