import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { createPaddock } from '@paddock/sdk'
import { type Cloud, signIn, startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Browser } from 'playwright-core'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { signInAs } from './support/people.ts'

describe('The settings', () => {
  let cloud: Cloud
  let browser: Browser
  const endings: (() => unknown)[] = []

  before(async () => {
    const portal = await readPortal({ log: noLog })
    cloud = await startCloud({ after: ending => void endings.unshift(ending as () => unknown) }, { hosts: 0, portal })
    browser = await startBrowser()
  })
  after(async () => {
    await browser?.close()
    for (const ending of endings) await ending()
  })

  test('a person ends another session, makes a token that is shown once, and changes their password (BEY-26)', async () => {
    const ann = await cloud.a.person({ name: 'ann', inProject: 'member' })
    const { page, complaints } = await openPage(browser, { url: cloud.url })
    await signInAs(page, { ...ann, tenant: cloud.a.slug })
    await page.getByRole('button', { name: /Signed in as/ }).click()
    await page.getByRole('menuitem', { name: 'My account' }).click()
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
    // A member has no other part than their own.
    assert.equal(await page.getByRole('link', { name: 'People' }).count(), 0)
    await page.getByText('This one').waitFor()
    await page.getByRole('button', { name: 'End the session with A program' }).click()
    await page.getByRole('button', { name: 'End the session with A program' }).waitFor({ state: 'detached' })
    await assert.rejects(ann.paddock.session.get(), /Sign in first/)

    await page.getByRole('button', { name: 'Make a token' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Nightly build')
    await dialog.getByRole('button', { name: 'Make the token' }).click()
    await dialog.getByText('It is not shown again.').waitFor()
    const secret = (await dialog.locator('code, pre').first().textContent())?.trim() ?? ''
    assert.match(secret, /^pdk_/)
    assert.equal((await createPaddock({ baseUrl: cloud.url, token: secret }).session.get()).user.email, ann.email)
    await dialog.getByRole('button', { name: 'I have it' }).click()
    await page.getByRole('button', { name: 'End the token Nightly build' }).waitFor()
    assert.ok(!(await page.content()).includes(secret))

    await page.getByLabel('Current password').fill(ann.password)
    await page.getByLabel('New password').fill('password123')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('is one of the passwords that are tried first').first().waitFor()
    await page.getByLabel('New password').fill('quiet river under glass')
    await page.getByRole('button', { name: 'Change password' }).click()
    await page.getByText('Your password is changed').waitFor()
    await signIn({ url: cloud.url, tenant: cloud.a.slug }, { ...ann, password: 'quiet river under glass' })
    assert.deepEqual(complaints.all, [])
    await page.context().close()
  })

  test('an administrator adds a person, lifts a lock, and says how long sessions may lie unused (AUT-1)', async () => {
    const { page } = await openPage(browser, { url: cloud.url })
    await signInAs(page, { ...cloud.a.admin, tenant: cloud.a.slug })
    await visit(page, '/settings?part=people')
    const parts = page.getByRole('navigation', { name: 'Settings' }).locator('[aria-current=page]')
    await page.getByRole('button', { name: 'Add a person' }).waitFor()
    assert.deepEqual(await parts.allTextContents(), ['People'])
    await page.getByRole('button', { name: 'Add a person' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Bob Stone')
    await dialog.getByLabel('E-mail').fill('bob@acme.test')
    await dialog.getByLabel('First password').fill('a long first password')
    await dialog.getByRole('button', { name: 'Add the person' }).click()
    await page.getByText('bob@acme.test').waitFor()
    const bob = { email: 'bob@acme.test', password: 'a long first password' }
    const door = { url: cloud.url, tenant: cloud.a.slug }
    for (let at = 0; at < 5; at += 1) await signIn(door, { ...bob, password: 'wrong' }).catch(() => {})
    await page.reload()
    await page.getByText('Shut out by wrong passwords').waitFor()
    await page.getByRole('button', { name: 'More about Bob Stone' }).click()
    await page.getByRole('menuitem', { name: 'Let them try again' }).click()
    await page.getByText('Shut out by wrong passwords').waitFor({ state: 'detached' })
    await signIn(door, bob)

    await page.getByRole('link', { name: 'Sign-in' }).click()
    await page.getByLabel('A session that lies unused ends after').fill('30')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('It holds from now on.').waitFor()
    assert.equal((await cloud.a.admin.paddock.door.get()).sessionIdleMinutes, 30)
    await page.context().close()
  })
})
