import { noLog } from '@paddock/host-api'
import type { LabId, VmId } from '@paddock/model'
import { type Cloud, type Person, sharedServerVariable, startCloud, startTestServer } from '@paddock/testing'
import { readPortal } from 'paddockd'
import type { Page } from 'playwright-core'
import { startBrowser, visit } from '../../tests/portal/support/browser.ts'
import { fillTenant, largeLab } from '../../tests/portal/support/crowd.ts'
import { signInAs } from '../../tests/portal/support/people.ts'
import { root } from '../check/root.ts'
import { buildPortal } from '../install/portal.mjs'
import type { Shot } from './shots.ts'

/** Whose eyes a picture is taken with. `nobody`: before the door. `newcomer`: in a tenant where nothing is yet. */
export type Eyes = 'administrator' | 'member' | 'viewer' | 'operator' | 'newcomer' | 'stranger' | 'nobody'

/** An installation to take pictures of. */
export interface Stage {
  readonly cloud: Cloud
  /** A lab of a few machines that run, and its first machine. */
  readonly lab: LabId
  readonly vm: VmId
  readonly large: LabId
  /** A lab whose host says nothing. */
  readonly silent: LabId
  readonly empty: LabId
  open(shot: Shot): Promise<Page>
  close(): Promise<void>
}

/** Starts it and fills it: 300 labs with 5,000 machines, one of 40. */
export async function openStage(): Promise<Stage> {
  buildPortal(root)
  const endings: (() => unknown)[] = []
  const close = async () => {
    for (const ending of endings.splice(0)) await ending()
  }
  try {
    return await set({ endings, close })
  } catch (problem) {
    await close()
    throw problem
  }
}

async function set({ endings, close }: { endings: (() => unknown)[]; close: () => Promise<void> }): Promise<Stage> {
  // A database server that this stage ends itself: otherwise the end of the tests would, and here are none.
  const server = await startTestServer()
  endings.push(() => server.stop())
  process.env[sharedServerVariable] = server.socketFolder
  const cloud = await startCloud(
    { after: ending => void endings.unshift(ending as () => unknown) },
    {
      portal: await readPortal({ log: noLog }),
      hosts: 4,
      latencies: { layerMs: 0, startMs: 200, bootMs: 300, shutdownMs: 200 },
      settings: { checkAnswers: false },
    },
  )
  const { admin } = cloud.a
  await cloud.operator.paddock.tenant.update({ tenant: cloud.a.id, name: 'Acme Training' })
  await admin.paddock.user.update({ user: admin.id, name: 'Ada Lindqvist' })
  const silent = await silentLab(cloud)
  const labs = await fillTenant(cloud, { labs: 300, vms: 5_000, running: 24 })
  const small = await smallLab(cloud)
  const empty = await admin.paddock.lab.create({ projectId: cloud.a.project, name: 'Bare', spec: {} })
  const { items } = await admin.paddock.lab.list({ search: largeLab })
  const large = items[0]?.id ?? labs[0]
  const vm = small.vms[0]?.id
  if (large === undefined || vm === undefined) throw new Error('The stage is not whole.')

  const eyes: Readonly<Record<Exclude<Eyes, 'nobody'>, { person: Person; tenant: string | null }>> = {
    administrator: { person: admin, tenant: cloud.a.slug },
    member: { person: await cloud.a.person({ name: 'mia', inProject: 'member' }), tenant: cloud.a.slug },
    viewer: { person: await cloud.a.person({ name: 'vera', inProject: 'viewer' }), tenant: cloud.a.slug },
    operator: { person: cloud.operator, tenant: null },
    newcomer: { person: cloud.b.admin, tenant: cloud.b.slug },
    stranger: { person: await cloud.a.person({ name: 'nils' }), tenant: cloud.a.slug },
  }
  const browser = await startBrowser()
  endings.unshift(() => browser.close())

  return {
    cloud,
    lab: small.id,
    vm,
    large,
    silent,
    empty: empty.id,
    close,
    async open(shot) {
      const narrow = shot.width === 390
      const context = await browser.newContext({
        baseURL: cloud.url,
        viewport: { width: shot.width, height: narrow ? 844 : 900 },
        colorScheme: shot.dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
        ...(narrow ? { hasTouch: true } : {}),
      })
      const page = await context.newPage()
      if (shot.as !== 'nobody') await signInAs(page, { ...eyes[shot.as].person, tenant: eyes[shot.as].tenant })
      await breakWhat(page, shot)
      await visit(page, shot.path({ lab: small.id, vm, large, silent, empty: empty.id }))
      // Pictures of screens come one after the other.
      await page.waitForTimeout(shot.how === 'loading' ? 700 : 1_500)
      return page
    },
  }
}

/** A lab as the README tells of it, with machines that run and one that does not. */
async function smallLab(cloud: Cloud) {
  const { paddock } = cloud.a.admin
  const machine = (name: string, network: string) => ({
    name,
    memoryMiB: 512,
    disks: [{ name: 'root', source: { kind: 'layer' as const, layer: cloud.layer } }],
    interfaces: [{ network }],
  })
  const lab = await paddock.lab.create({
    projectId: cloud.a.project,
    name: 'Web shop, spring release',
    description: 'The shop as it goes out in April, with three customers who buy.',
    spec: {
      networks: [
        { name: 'shop', cidr: '10.1.0.0/24' },
        { name: 'customers', cidr: '10.2.0.0/24' },
      ],
      vms: [
        machine('web', 'shop'),
        machine('db', 'shop'),
        machine('queue', 'shop'),
        machine('customer-1', 'customers'),
        machine('customer-2', 'customers'),
        machine('controller', 'customers'),
      ],
    },
  })
  for (const vm of lab.vms.slice(0, 5)) await paddock.vm.start({ vm: vm.id })
  return lab
}

/** A lab that runs on a host that nothing is heard of any more. */
async function silentLab(cloud: Cloud): Promise<LabId> {
  const lab = await cloud.lab({ name: 'Far away', vms: 3 })
  await lab.start()
  await lab.becomes('running')
  const { items } = await cloud.operator.paddock.host.list()
  for (const { id, name } of items) {
    const { items: runs } = await cloud.operator.paddock.host.runs({ host: id })
    if (runs.some(run => run.labId === lab.id)) cloud.hosts.find((_, at) => name === `sim-${at + 1}`)?.link.cut()
  }
  return lab.id
}

/** Answers nothing, or a refusal, where the picture wants to show that. */
async function breakWhat(page: Page, { how, api }: Shot): Promise<void> {
  if (how === 'loading') await page.route(api, () => {})
  if (how === 'failing')
    await page.route(api, route =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'about:blank',
          title: 'Paddock made a mistake',
          status: 500,
          detail: 'Try again. If it happens again, give the request id to your operator.',
          code: 'bug',
          requestId: 'req-7f3a91c2',
        }),
      }),
    )
}
