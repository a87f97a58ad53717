import type { Page } from 'playwright-core'
import type { Eyes, Stage } from './stage.ts'

type Things = Pick<Stage, 'lab' | 'vm' | 'large' | 'silent' | 'empty'>

/** One picture: of which page, with whose eyes, how wide, in which colours, and what is done before. */
export interface Shot {
  readonly name: string
  readonly as: Eyes
  readonly path: (things: Things) => string
  readonly width: 1440 | 390
  readonly dark: boolean
  readonly how: 'as it is' | 'failing' | 'loading'
  /** What of the API is broken where it fails or loads. */
  readonly api: RegExp
  readonly play?: (page: Page, stage: Stage) => Promise<unknown>
}

type Scene = Pick<Shot, 'name' | 'as' | 'path'> & Partial<Pick<Shot, 'how' | 'api' | 'play'>>

const chooseFive = async (page: Page) => {
  for (const nth of [0, 1, 2, 3, 4])
    await page
      .getByRole('checkbox', { name: /^Choose (?!all)/ })
      .nth(nth)
      .check()
}
const cards = (page: Page) => page.getByText('Cards', { exact: true }).check({ force: true })
const type = (words: string) => async (page: Page) => {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(words)
  await page.waitForTimeout(300)
}
const work = async (page: Page, { cloud }: Stage) => {
  const { items } = await cloud.a.admin.paddock.lab.list({ limit: 60 })
  const stopped = items.filter(lab => lab.state === 'stopped').slice(0, 4)
  await page.getByRole('button', { name: /^Running work/ }).click()
  for (const lab of stopped) await cloud.a.admin.paddock.lab.start({ lab: lab.id })
  await page.waitForTimeout(350)
}
/** Counters are read every two seconds, and two readings make a rate. */
const settle = (page: Page) => page.waitForTimeout(3_500)
const lists = /\/v1\/(labs|templates|assets|hosts|tenants)(\?|$)/
const everything = /\/v1\/(?!session$|sessions$)/
const aLab = /\/v1\/labs\/[0-9a-f-]{36}/
const ofALab = /\/v1\/(labs\/[0-9a-f-]{36}\/(snapshots|activity|traffic))/
const offline = (page: Page) => page.context().setOffline(true)
const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click()
const choose = (button: string | RegExp, item: string | RegExp) => async (page: Page) => {
  await press(button)(page)
  await page.getByRole('menuitem', { name: item }).click()
}
const missing = '01900000-0000-7000-8000-000000000000'
const admin = { as: 'administrator' } as const

const scenes: readonly Scene[] = [
  { name: 'sign-in', as: 'nobody', path: () => '/sign-in?tenant=acme' },
  {
    name: 'sign-in-refused',
    as: 'nobody',
    path: () => '/sign-in?tenant=acme',
    play: async page => {
      await page.getByLabel('E-mail').fill('ada@acme.test')
      await page.getByLabel('Password', { exact: true }).fill('not this one')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('alert').waitFor()
    },
  },

  { name: 'forgot', as: 'nobody', path: () => '/forgot?tenant=acme' },
  {
    name: 'forgot-sent',
    as: 'nobody',
    path: () => '/forgot?tenant=acme',
    play: async page => {
      await page.getByLabel('E-mail').fill('nobody@acme.test')
      await page.getByRole('button', { name: /^Send/ }).click()
      await page
        .getByText(/on its way|letter/i)
        .first()
        .waitFor()
    },
  },
  { name: 'new-password', as: 'nobody', path: () => `/new-password#${'x'.repeat(43)}` },
  { name: 'invitation', as: 'nobody', path: () => `/invitation#${'x'.repeat(43)}` },
  { name: 'second-factor', ...admin, path: () => '/second-factor' },

  { name: 'home', ...admin, path: () => '/' },
  { name: 'home-member', as: 'member', path: () => '/' },
  { name: 'home-viewer', as: 'viewer', path: () => '/' },
  { name: 'home-operator', as: 'operator', path: () => '/' },
  { name: 'home-empty', as: 'newcomer', path: () => '/' },
  { name: 'home-without-role', as: 'stranger', path: () => '/' },
  { name: 'home-failing', ...admin, path: () => '/', how: 'failing', api: everything },
  { name: 'home-loading', ...admin, path: () => '/', how: 'loading', api: everything },
  { name: 'home-operator-failing', as: 'operator', path: () => '/', how: 'failing', api: everything },
  { name: 'home-operator-loading', as: 'operator', path: () => '/', how: 'loading', api: everything },
  { name: 'portal-failing', ...admin, path: () => '/', how: 'failing', api: /\/v1\/session$/ },
  { name: 'portal-loading', ...admin, path: () => '/', how: 'loading', api: /\/v1\/session$/ },
  { name: 'portal-lost', ...admin, path: () => '/labs', play: offline },

  { name: 'labs', ...admin, path: () => '/labs' },
  { name: 'labs-cards', ...admin, path: () => '/labs', play: cards },
  { name: 'labs-chosen', ...admin, path: () => '/labs?state=stopped&sort=name', play: chooseFive },
  { name: 'labs-empty', as: 'newcomer', path: () => '/labs' },
  { name: 'labs-none-fits', ...admin, path: () => '/labs?search=zebra' },
  { name: 'labs-failing', ...admin, path: () => '/labs', how: 'failing', api: lists },
  { name: 'labs-loading', ...admin, path: () => '/labs', how: 'loading', api: lists },
  { name: 'create-lab', ...admin, path: () => '/labs', play: press('Create a lab') },
  {
    name: 'create-lab-failing',
    ...admin,
    path: () => '/labs',
    how: 'failing',
    api: /\/v1\/templates/,
    play: press('Create a lab'),
  },

  { name: 'library', ...admin, path: () => '/library' },
  { name: 'library-none-fits', ...admin, path: () => '/library?search=zebra' },
  { name: 'library-failing', ...admin, path: () => '/library', how: 'failing', api: lists },
  { name: 'library-loading', ...admin, path: () => '/library', how: 'loading', api: lists },

  { name: 'usage', ...admin, path: () => '/usage' },
  { name: 'usage-member', as: 'member', path: () => '/usage' },
  { name: 'usage-empty', as: 'newcomer', path: () => '/usage' },
  { name: 'usage-failing', ...admin, path: () => '/usage', how: 'failing', api: everything },
  { name: 'usage-loading', ...admin, path: () => '/usage', how: 'loading', api: everything },

  { name: 'settings', ...admin, path: () => '/settings' },
  { name: 'settings-people', ...admin, path: () => '/settings?part=people' },
  { name: 'settings-sign-in', ...admin, path: () => '/settings?part=sign-in' },
  { name: 'settings-invite', ...admin, path: () => '/settings?part=people', play: press(/^Invite/) },
  { name: 'settings-way', ...admin, path: () => '/settings?part=sign-in', play: press(/^Add/) },
  { name: 'settings-totp', ...admin, path: () => '/settings', play: press(/^Set up|second factor/i) },
  { name: 'settings-mail', as: 'operator', path: () => '/settings?part=mail' },
  { name: 'trash', ...admin, path: () => '/trash' },
  { name: 'trash-loading', ...admin, path: () => '/trash', how: 'loading', api: /\/v1\/trash/ },
  { name: 'trash-failing', ...admin, path: () => '/trash', how: 'failing', api: /\/v1\/trash/ },
  { name: 'settings-token', ...admin, path: () => '/settings', play: press(/^Make a token|^Create a token|token/i) },
  {
    name: 'settings-failing',
    ...admin,
    path: () => '/settings',
    how: 'failing',
    api: /\/v1\/(sessions|tokens|users|tenants)/,
  },
  {
    name: 'settings-loading',
    ...admin,
    path: () => '/settings',
    how: 'loading',
    api: /\/v1\/(sessions|tokens|users|tenants)/,
  },

  { name: 'hosts', as: 'operator', path: () => '/hosts' },
  { name: 'hosts-failing', as: 'operator', path: () => '/hosts', how: 'failing', api: lists },
  { name: 'hosts-loading', as: 'operator', path: () => '/hosts', how: 'loading', api: lists },

  { name: 'palette', ...admin, path: () => '/labs', play: type('') },
  { name: 'palette-typed', ...admin, path: () => '/labs', play: type('wsh') },
  { name: 'palette-none', ...admin, path: () => '/labs', play: type('zzzz') },
  { name: 'work', ...admin, path: () => '/labs', play: work },
  { name: 'keys', ...admin, path: () => '/labs', play: page => page.keyboard.press('?') },

  { name: 'lab', ...admin, path: ({ lab }) => `/labs/${lab}` },
  { name: 'lab-topology', ...admin, path: ({ lab }) => `/labs/${lab}/topology`, play: settle },
  { name: 'lab-snapshots', ...admin, path: ({ lab }) => `/labs/${lab}/snapshots` },
  { name: 'lab-networks', ...admin, path: ({ lab }) => `/labs/${lab}/networks` },
  { name: 'lab-activity', ...admin, path: ({ lab }) => `/labs/${lab}/activity` },
  { name: 'lab-settings', ...admin, path: ({ lab }) => `/labs/${lab}/settings` },
  { name: 'lab-viewer', as: 'viewer', path: ({ lab }) => `/labs/${lab}` },
  { name: 'lab-viewer-networks', as: 'viewer', path: ({ lab }) => `/labs/${lab}/networks` },
  { name: 'lab-viewer-settings', as: 'viewer', path: ({ lab }) => `/labs/${lab}/settings` },
  { name: 'lab-viewer-machine', as: 'viewer', path: ({ lab, vm }) => `/labs/${lab}?machine=${vm}` },
  { name: 'labs-viewer', as: 'viewer', path: () => '/labs' },
  { name: 'lab-large', ...admin, path: ({ large }) => `/labs/${large}` },
  { name: 'lab-large-topology', ...admin, path: ({ large }) => `/labs/${large}/topology`, play: settle },
  { name: 'lab-large-networks', ...admin, path: ({ large }) => `/labs/${large}/networks` },
  { name: 'lab-silent', ...admin, path: ({ silent }) => `/labs/${silent}` },
  { name: 'lab-silent-topology', ...admin, path: ({ silent }) => `/labs/${silent}/topology` },
  { name: 'lab-empty', ...admin, path: ({ empty }) => `/labs/${empty}` },
  { name: 'lab-empty-topology', ...admin, path: ({ empty }) => `/labs/${empty}/topology` },
  { name: 'lab-empty-snapshots', ...admin, path: ({ empty }) => `/labs/${empty}/snapshots` },
  { name: 'lab-empty-networks', ...admin, path: ({ empty }) => `/labs/${empty}/networks` },
  { name: 'lab-gone', ...admin, path: () => `/labs/${missing}` },
  { name: 'lab-failing', ...admin, path: ({ lab }) => `/labs/${lab}`, how: 'failing', api: aLab },
  { name: 'lab-loading', ...admin, path: ({ lab }) => `/labs/${lab}`, how: 'loading', api: aLab },
  { name: 'lab-snapshots-failing', ...admin, path: ({ lab }) => `/labs/${lab}/snapshots`, how: 'failing', api: ofALab },
  { name: 'lab-snapshots-loading', ...admin, path: ({ lab }) => `/labs/${lab}/snapshots`, how: 'loading', api: ofALab },
  { name: 'lab-activity-failing', ...admin, path: ({ lab }) => `/labs/${lab}/activity`, how: 'failing', api: ofALab },
  { name: 'lab-activity-loading', ...admin, path: ({ lab }) => `/labs/${lab}/activity`, how: 'loading', api: ofALab },
  { name: 'lab-topology-failing', ...admin, path: ({ lab }) => `/labs/${lab}/topology`, how: 'failing', api: ofALab },
  { name: 'lab-menu', ...admin, path: ({ lab }) => `/labs/${lab}`, play: press(/^More for Web shop/) },
  { name: 'lab-copy', ...admin, path: ({ lab }) => `/labs/${lab}`, play: choose(/^More for Web shop/, /^Copy/) },
  { name: 'lab-delete', ...admin, path: ({ lab }) => `/labs/${lab}`, play: choose(/^More for Web shop/, /^Delete/) },
  { name: 'lab-add-template', ...admin, path: ({ lab }) => `/labs/${lab}?add=template` },
  { name: 'lab-add-machine', ...admin, path: ({ lab }) => `/labs/${lab}?add=machine` },
  { name: 'lab-add-network', ...admin, path: ({ lab }) => `/labs/${lab}?add=network` },
  { name: 'machine', ...admin, path: ({ lab, vm }) => `/labs/${lab}?machine=${vm}` },
  { name: 'machine-gone', ...admin, path: ({ lab }) => `/labs/${lab}?machine=${missing}` },

  { name: 'screen', ...admin, path: ({ lab, vm }) => `/labs/${lab}/vms/${vm}/screen` },
  { name: 'screen-gone', ...admin, path: ({ lab }) => `/labs/${lab}/vms/${missing}/screen` },
  { name: 'screen-of-no-lab', ...admin, path: ({ vm }) => `/labs/${missing}/vms/${vm}/screen` },
  {
    name: 'screen-failing',
    ...admin,
    path: ({ lab, vm }) => `/labs/${lab}/vms/${vm}/screen`,
    how: 'failing',
    api: aLab,
  },
  { name: 'screen-lost', ...admin, path: ({ lab, vm }) => `/labs/${lab}/vms/${vm}/screen`, play: offline },
  { name: 'serial', ...admin, path: ({ lab, vm }) => `/labs/${lab}/vms/${vm}/serial` },
  { name: 'wall', ...admin, path: ({ lab }) => `/labs/${lab}/wall` },
  { name: 'wall-large', ...admin, path: ({ large }) => `/labs/${large}/wall` },
  { name: 'wall-gone', ...admin, path: () => `/labs/${missing}/wall` },
  { name: 'not-found', ...admin, path: () => '/nowhere' },
]

const taken = (scene: Scene, width: Shot['width'], dark: boolean): Shot => ({
  how: 'as it is',
  api: lists,
  ...scene,
  name: `${scene.name}${width === 390 ? '-phone' : ''}${dark ? '-dark' : ''}`,
  width,
  dark,
})

/** Every page, wide and narrow, light and dark. */
export const shots: readonly Shot[] = scenes.flatMap(scene => [
  taken(scene, 1440, false),
  taken(scene, 1440, true),
  taken(scene, 390, false),
  taken(scene, 390, true),
])

const inDocuments = new Set([
  'home',
  'home-dark',
  'labs',
  'lab',
  'lab-large-topology',
  'palette-typed',
  'work',
  'labs-chosen-dark',
  'home-phone',
  'labs-phone-dark',
  'labs-failing',
])

/** Those that README and design language show. */
export const documented: readonly Shot[] = shots.filter(({ name }) => inDocuments.has(name))
