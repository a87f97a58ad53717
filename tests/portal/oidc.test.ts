import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noLog } from '@paddock/host-api'
import { createPaddock, PaddockProblem } from '@paddock/sdk'
import { startCloud } from '@paddock/testing'
import { readPortal } from 'paddockd'
import { axeFindings } from './support/axe.ts'
import { openPage, startBrowser, visit } from './support/browser.ts'
import { client, startIdentityProvider } from './support/identity-provider.ts'
import { signInAs } from './support/people.ts'

const refused = (code: string) => (problem: unknown) => {
  assert.ok(problem instanceof PaddockProblem, String(problem))
  assert.equal(problem.code, code, problem.message)
  return true
}

/** Goes where a browser would be sent, until it is back at the installation; with the query that it comes back with. */
async function walk(url: string, home: string): Promise<string> {
  const cookies = new Map<string, string>()
  for (let at = url; ; ) {
    if (at.startsWith(home)) return new URL(at).search
    const cookie = [...cookies].map(pair => pair.join('=')).join('; ')
    const answer = await fetch(at, { redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const next = answer.headers.get('location')
    assert.ok(next, `${at}: ${answer.status} ${await answer.text()}`)
    at = new URL(next, at).href
  }
}

test('people of a tenant come in by its own OpenID provider, with the role of their groups, and by no other tenant’s door (TEN-3, BEY-27)', async t => {
  const cloud = await startCloud(t, { hosts: 0, settings: { privateProviders: true } })
  const back = `${cloud.url}/sign-in/back`
  const [ours, theirs] = [await startIdentityProvider(t, back), await startIdentityProvider(t, back)]
  const make = (tenant: typeof cloud.a, issuer: string) =>
    tenant.admin.paddock.way.create({
      name: 'Company account',
      issuer,
      clientId: client.id,
      clientSecret: client.secret,
      groupRoles: [
        { group: 'lab admins', role: 'administrator' },
        { group: 'staff', role: 'member' },
      ],
    })
  const [way, other] = [await make(cloud.a, ours.issuer), await make(cloud.b, theirs.issuer)]
  assert.ok(!JSON.stringify(way).includes(client.secret))
  const rows = await cloud.database.ofEveryone(tx => tx.selectFrom('ways').selectAll().execute())
  assert.ok(!JSON.stringify(rows).includes(client.secret))
  const nobody = createPaddock({ baseUrl: cloud.url })
  assert.deepEqual((await nobody.way.offered({ tenant: 'acme' })).ways, [{ id: way.id, name: 'Company account' }])
  assert.deepEqual((await nobody.way.offered({ tenant: 'nobody' })).ways, [])

  const come = async (tenant: string, id: string) => {
    const { url, ticket } = await nobody.way.begin({ tenant, way: id })
    return { ticket, answer: await walk(url, back) }
  }
  const ann = { email: 'ann@company.test', email_verified: true, name: 'Ann Stone', groups: ['staff'] }
  ours.who = 'ann'
  ours.people.ann = ann
  const first = await come('acme', way.id)
  const { me } = await nobody.way.finish(first)
  assert.deepEqual([me.user.email, me.user.name, me.role, me.tenant?.slug], [ann.email, 'Ann Stone', 'member', 'acme'])
  // What came back is good once.
  await assert.rejects(nobody.way.finish(first), refused('provider-failed'))

  // The role follows the groups, and the person stays the same.
  ours.people.ann = { ...ann, groups: ['lab admins', 'staff'] }
  const again = await nobody.way.finish(await come('acme', way.id))
  assert.deepEqual([again.me.user.id, again.me.role], [me.user.id, 'administrator'])
  ours.people.ann = { ...ann, groups: ['others'] }
  await assert.rejects(nobody.way.finish(await come('acme', way.id)), refused('wrong-credentials'))

  // Another tenant's door: its way is not offered here, and a ticket is good for its own way alone.
  ours.people.ann = ann
  await assert.rejects(nobody.way.begin({ tenant: 'globex', way: way.id }), refused('not-found'))
  const here = await come('acme', way.id)
  theirs.who = 'ann'
  theirs.people.ann = ann
  const there = await come('globex', other.id)
  await assert.rejects(nobody.way.finish({ ticket: there.ticket, answer: here.answer }), refused('provider-failed'))
  await assert.rejects(
    nobody.way.finish({ ticket: here.ticket.slice(0, -6), answer: here.answer }),
    refused('wrong-credentials'),
  )
  const stranger = (await nobody.way.finish(await come('globex', other.id))).me
  assert.equal(stranger.tenant?.slug, 'globex')
  assert.notEqual(stranger.user.id, me.user.id)

  // An address that the provider has not checked opens nobody's account.
  ours.who = 'mallory'
  ours.people.mallory = { email: cloud.a.admin.email, name: 'Mallory', groups: ['staff'] }
  await assert.rejects(nobody.way.finish(await come('acme', way.id)), refused('name-taken'))
  ours.people.mallory = { email: cloud.a.admin.email, email_verified: false, groups: ['staff'] }
  await assert.rejects(nobody.way.finish(await come('acme', way.id)), refused('wrong-credentials'))

  // Passwords work beside it; who has none forgot none.
  await cloud.a.admin.paddock.session.get()
  await nobody.password.forgot({ tenant: 'acme', email: ann.email })
  assert.deepEqual((await cloud.operator.paddock.mail.list()).items, [])
  const acts = (await cloud.a.admin.paddock.audit.list({ action: 'way.finish' })).items
  assert.ok(acts.some(({ outcome, actor }) => outcome === 'done' && actor?.id === me.user.id))
  assert.ok(acts.some(({ outcome, code }) => outcome === 'refused' && code === 'name-taken'))
  await cloud.a.admin.paddock.user.update({ user: me.user.id, disabled: true })
  ours.who = 'ann'
  await assert.rejects(nobody.way.finish(await come('acme', way.id)), refused('wrong-credentials'))
})

test('an installation asks no identity provider at an address of its own network, unless its operator says so', async t => {
  const cloud = await startCloud(t, { hosts: 0 })
  const provider = await startIdentityProvider(t, `${cloud.url}/sign-in/back`)
  for (const issuer of [
    provider.issuer,
    provider.issuer.replace('127.0.0.1', 'localhost').replace('http:', 'https:'),
  ]) {
    const way = await cloud.a.admin.paddock.way.create({ name: issuer, issuer, clientId: client.id })
    const nobody = createPaddock({ baseUrl: cloud.url })
    await assert.rejects(nobody.way.begin({ tenant: 'acme', way: way.id }), refused('provider-failed'))
  }
})

test('in the browser: an administrator adds a provider, and a person comes in by it', async t => {
  const portal = await readPortal({ log: noLog })
  const cloud = await startCloud(t, { hosts: 0, portal, settings: { privateProviders: true } })
  const provider = await startIdentityProvider(t, `${cloud.url}/sign-in/back`)
  const browser = await startBrowser()
  t.after(() => browser.close())
  const { page: admins } = await openPage(browser, { url: cloud.url })
  await signInAs(admins, { ...cloud.a.admin, tenant: cloud.a.slug })
  await visit(admins, '/settings?part=sign-in')
  await admins.getByRole('button', { name: 'Add a provider' }).click()
  const dialog = admins.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Company account')
  await dialog.getByLabel('Issuer').fill(provider.issuer)
  await dialog.getByLabel('Client', { exact: true }).fill(client.id)
  await dialog.getByLabel('Client secret').fill(client.secret)
  await dialog.getByLabel('Groups of members').fill('staff, other staff')
  await dialog.getByRole('button', { name: 'Add the provider' }).click()
  await admins.getByRole('button', { name: 'Remove the provider Company account' }).waitFor()
  assert.deepEqual(await axeFindings(admins), [])
  await admins.getByRole('button', { name: 'Change the provider Company account' }).click()
  await dialog.getByText(`${cloud.url}/sign-in/back`).waitFor()
  await dialog.getByLabel('Name').fill('Our account')
  await dialog.getByLabel('Groups of viewers').fill('guests')
  await dialog.getByRole('button', { name: 'Change the provider' }).click()
  await admins.getByText('staff: member · other staff: member · guests: viewer').waitFor()

  provider.who = 'ann'
  provider.people.ann = { email: 'ann@company.test', email_verified: true, name: 'Ann Stone', groups: ['staff'] }
  const { page, complaints } = await openPage(browser, { url: cloud.url })
  await visit(page, '/library?tenant=acme')
  await page.getByRole('button', { name: 'Sign in with Our account' }).click()
  await page.getByRole('heading', { name: 'Library', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Signed in as Ann Stone' }).waitFor()
  assert.deepEqual(complaints.all, [])

  await admins.getByRole('button', { name: 'Remove the provider Our account' }).click()
  await dialog.getByRole('button', { name: 'Remove the provider' }).click()
  await admins.getByText('Your people sign in with passwords only.').waitFor()
})
