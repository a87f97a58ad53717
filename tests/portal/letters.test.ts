import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Page } from 'playwright-core'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { signInAs } from './support/people.ts'

/** Opens the newest letter to somebody, as an operator, and reads the path that its link leads to. */
async function linkIn(page: Page, to: string): Promise<string> {
  await visit(page, '/settings?part=mail')
  await page
    .getByRole('button', { name: `Read the letter to ${to}` })
    .first()
    .click()
  const text = (await page.getByRole('dialog').locator('pre').textContent()) ?? ''
  const [link = ''] = /http\S+/.exec(text) ?? []
  return link.slice(new URL(link).origin.length)
}

test('in the browser: somebody is invited, chooses a password, forgets it, and sets another', async t => {
  const portal = await readPortal({ log: noLog })
  const cloud = await startCloud(t, { hosts: 0, portal })
  const browser = await startBrowser()
  t.after(() => browser.close())
  const login = await cloud.a.person({ name: 'helper', role: 'administrator' })
  const { page: admins } = await openPage(browser, { url: cloud.url })
  await signInAs(admins, { ...login, tenant: cloud.a.slug })
  await visit(admins, '/settings?part=people')
  await admins.getByRole('button', { name: 'Invite a person' }).click()
  await admins.getByRole('dialog').getByLabel('Name').fill('Ann Stone')
  await admins.getByRole('dialog').getByLabel('E-mail').fill('ann@acme.test')
  await admins.getByRole('button', { name: 'Send the invitation' }).click()
  await admins.getByRole('button', { name: 'Take back the invitation of Ann Stone' }).waitFor()

  const { page: operators } = await openPage(browser, { url: cloud.url })
  await signInAs(operators, { ...cloud.operator, tenant: null })
  const { page, complaints } = await openPage(browser, { url: cloud.url })
  await visit(page, await linkIn(operators, 'ann@acme.test'))
  await page.getByRole('heading', { name: 'You are invited to acme' }).waitFor()
  assert.deepEqual(await axeFindings(page), [])
  await page.getByLabel('New password').fill('quiet river under glass')
  await page.getByRole('button', { name: 'Make my account' }).click()
  await page.getByRole('heading', { name: 'Sign in to Paddock' }).waitFor()
  await signInAs(page, { email: 'ann@acme.test', password: 'quiet river under glass', tenant: cloud.a.slug })

  await page.context().clearCookies()
  await visit(page, '/sign-in?tenant=acme')
  await page.getByRole('link', { name: 'Forgotten your password?' }).click()
  await page.getByLabel('E-mail').fill('ann@acme.test')
  await page.getByRole('button', { name: 'Send me a link' }).click()
  await page.getByRole('heading', { name: 'Look into your mail' }).waitFor()
  await visit(page, await linkIn(operators, 'ann@acme.test'))
  await page.getByLabel('New password', { exact: true }).fill('another river under glass')
  await page.getByRole('button', { name: 'Set the password' }).click()
  await page.getByRole('heading', { name: 'Sign in to Paddock' }).waitFor()
  await signInAs(page, { email: 'ann@acme.test', password: 'another river under glass', tenant: cloud.a.slug })
  await visit(page, '/invitation#no-such-link-but-long-enough')
  await page.getByText('This invitation was accepted, taken back, or is too old.').waitFor()
  assert.deepEqual(complaints.all, [])
})
