import type { Page } from 'playwright-core'
import type { Eyes, Stage } from './stage.ts'

type Things = Pick<Stage, 'lab' | 'vm' | 'large'>

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
const lists = /\/v1\/(labs|templates|assets|hosts|tenants)(\?|$)/

const scenes: readonly Scene[] = [
  { name: 'sign-in', as: 'nobody', path: () => '/sign-in?tenant=acme' },
  { name: 'home', as: 'administrator', path: () => '/' },
  { name: 'home-member', as: 'member', path: () => '/' },
  { name: 'home-operator', as: 'operator', path: () => '/' },
  { name: 'home-empty', as: 'newcomer', path: () => '/' },
  { name: 'home-without-role', as: 'stranger', path: () => '/' },
  { name: 'home-failing', as: 'administrator', path: () => '/', how: 'failing', api: lists },
  { name: 'home-loading', as: 'administrator', path: () => '/', how: 'loading', api: lists },
  { name: 'labs', as: 'administrator', path: () => '/labs' },
  { name: 'labs-cards', as: 'administrator', path: () => '/labs', play: cards },
  { name: 'labs-chosen', as: 'administrator', path: () => '/labs?state=stopped&sort=name', play: chooseFive },
  { name: 'labs-empty', as: 'newcomer', path: () => '/labs' },
  { name: 'labs-none-fits', as: 'administrator', path: () => '/labs?search=zebra' },
  { name: 'labs-failing', as: 'administrator', path: () => '/labs', how: 'failing', api: lists },
  { name: 'labs-loading', as: 'administrator', path: () => '/labs', how: 'loading', api: lists },
  { name: 'library', as: 'administrator', path: () => '/library' },
  { name: 'library-failing', as: 'administrator', path: () => '/library', how: 'failing', api: lists },
  { name: 'hosts', as: 'operator', path: () => '/hosts' },
  { name: 'hosts-failing', as: 'operator', path: () => '/hosts', how: 'failing', api: lists },
  { name: 'palette', as: 'administrator', path: () => '/labs', play: type('') },
  { name: 'palette-typed', as: 'administrator', path: () => '/labs', play: type('wsh') },
  { name: 'work', as: 'administrator', path: () => '/labs', play: work },
  { name: 'keys', as: 'administrator', path: () => '/labs', play: page => page.keyboard.press('?') },
  { name: 'lab', as: 'administrator', path: ({ lab }) => `/labs/${lab}` },
  { name: 'lab-large', as: 'administrator', path: ({ large }) => `/labs/${large}` },
  { name: 'lab-gone', as: 'administrator', path: () => '/labs/01900000-0000-7000-8000-000000000000' },
  { name: 'screen', as: 'administrator', path: ({ lab, vm }) => `/labs/${lab}/vms/${vm}/screen` },
  { name: 'not-found', as: 'administrator', path: () => '/nowhere' },
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
  'palette-typed',
  'work',
  'labs-chosen-dark',
  'home-phone',
  'labs-phone-dark',
  'labs-failing',
])

/** Those that README and design language show. */
export const documented: readonly Shot[] = shots.filter(({ name }) => inDocuments.has(name))
