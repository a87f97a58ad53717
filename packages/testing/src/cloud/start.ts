import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import {
  type Controller,
  type ControllerSettings,
  createController,
  type Portal,
  type SecretKey,
  secretsWith,
  seedInstallation,
} from '@paddock/controller'
import type { SimLatencies } from '@paddock/drivers'
import { type Log, noLog } from '@paddock/host-api'
import type { LabSpecInput, LayerId } from '@paddock/model'
import type { Paddock, TemplateView } from '@paddock/sdk'
import { type Database, openDatabase } from '@paddock/store'
import { startDatabase } from '../database/start.ts'
import { startHosts, type TestHost } from './hosts.ts'
import { type TestLab, testLab } from './lab.ts'
import { testLibrary } from './library.ts'
import { makeTenant, type Person, signIn, type TestTenant } from './people.ts'
import { until } from './until.ts'

export interface CloudOptions {
  /** How many simulated hosts there are. One, unless told otherwise. */
  readonly hosts?: number
  readonly latencies?: Partial<SimLatencies>
  readonly settings?: Partial<ControllerSettings>
  readonly clock?: () => Date
  readonly log?: Log
  readonly portal?: Portal
  /** What secrets are sealed with. Read at every start of the controller. */
  readonly keys?: readonly SecretKey[]
}

/** What a lab of a test is made of. */
export interface LabWish {
  readonly name?: string
  readonly vms?: number
  readonly networks?: number
  /** Whose it is: the first tenant's administrator, unless told otherwise. */
  readonly tenant?: TestTenant
}

/** A whole installation in one process: real PostgreSQL, real controller, real hosts with simulated drivers. */
export interface Cloud {
  readonly url: string
  readonly database: Database
  readonly databaseUrl: string
  /** The same as the server's superuser: what somebody could do behind Paddock's back. */
  readonly superuserUrl: string
  readonly operator: Person
  /** Two tenants that must know nothing of each other. */
  readonly a: TestTenant
  readonly b: TestTenant
  readonly hosts: readonly TestHost[]
  /** The public template, ready to be used. */
  readonly template: TemplateView
  /** The public disk layer. */
  readonly layer: LayerId
  tenant(slug: string): Promise<TestTenant>
  lab(wish?: LabWish): Promise<TestLab>
  /** Ends the controller and starts another on the same database and port. */
  restart(): Promise<void>
}

/** Starts an installation for a test, and puts it away with the test. */
export async function startCloud(t: Pick<TestContext, 'after'>, options: CloudOptions = {}): Promise<Cloud> {
  const clock = options.clock ?? (() => new Date())
  const server = await startDatabase()
  const database = openDatabase({ connectionString: server.url })
  const hosts = await startHosts(options.hosts ?? 1, options.latencies)
  let controller: Controller | null = null
  t.after(async () => {
    await controller?.close()
    await hosts.close()
    await database.close()
    await server.stop()
  })
  const login = await seedInstallation({
    database,
    clock,
    random: bytes => void crypto.getRandomValues(bytes),
    library: testLibrary,
    keep: async () => {},
  })
  if (!login) throw new Error('A new database has no people.')

  const keys = options.keys ?? [{ name: 'test', key: randomBytes(32) }]
  const begin = async (port: number): Promise<string> => {
    controller = await createController({
      secrets: secretsWith(keys),
      database,
      clock,
      log: options.log ?? noLog,
      // Many sign-ins of one address are a matter of course here.
      settings: { checkAnswers: true, requestsPerMinute: 1_000_000, signInsPerMinute: 1_000_000, ...options.settings },
      ...(options.portal ? { portal: options.portal } : {}),
    })
    hosts.joinTo(controller.hosts)
    return controller.listen({ host: '127.0.0.1', port })
  }
  const url = await begin(0)
  const operator = await signIn({ url, tenant: null }, login.operator)
  const tenant = (slug: string) => makeTenant({ url, operator: operator.paddock }, slug)
  const a = await tenant('acme')
  const b = await tenant('globex')
  await hostsKnown(operator.paddock, hosts.all.length)
  const template = await readyTemplate(a.admin.paddock, hosts.all.length)
  const layer = await layerOf(a.admin.paddock, template)
  return {
    url,
    database,
    databaseUrl: server.url,
    superuserUrl: server.superuserUrl,
    operator,
    a,
    b,
    hosts: hosts.all,
    template,
    layer,
    tenant,
    async lab({ name = 'A lab', vms = 1, networks = 1, tenant: whose = a } = {}) {
      const spec = labOf({ vms, networks, layer })
      const lab = await whose.admin.paddock.lab.create({ name, projectId: whose.project, spec })
      return testLab(whose.admin.paddock, lab.id)
    },
    async restart() {
      await controller?.close()
      controller = null
      await begin(Number(new URL(url).port))
    },
  }
}

/** Waits until every host has told of itself: until then nothing is placed on it. */
const hostsKnown = (operator: Paddock, count: number): Promise<true> =>
  until('Every host has told of itself', async () => {
    const known = (await operator.host.list({ limit: 200 })).items.filter(host => host.cores > 0)
    return known.length >= Math.min(count, 200) ? true : undefined
  })

/** The public template, once the hosts have made what it stands on; without hosts it stays unmade. */
const readyTemplate = (paddock: Paddock, hosts: number): Promise<TemplateView> =>
  until('The public template is ready', async () => {
    const [template] = (await paddock.template.list()).items
    return template?.state === 'ready' || hosts === 0 ? template : undefined
  })

async function layerOf(paddock: Paddock, { id }: TemplateView): Promise<LayerId> {
  const { spec } = await paddock.template.get({ template: id })
  const source = spec.vms[0]?.disks[0]?.source
  if (source?.kind !== 'layer') throw new Error('The public template stands on a layer.')
  return source.layer
}

/** Machines called vm-1 and so on, each with a disk, and an interface on every network: net-1 is 10.1.0.0/24. */
const labOf = (wish: { vms: number; networks: number; layer: LayerId }): LabSpecInput => {
  const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
  return {
    networks: numbers(wish.networks).map(at => ({ name: `net-${at}`, cidr: `10.${at}.0.0/24` })),
    vms: numbers(wish.vms).map(at => ({
      name: `vm-${at}`,
      memoryMiB: 64,
      disks: [{ name: 'root', source: { kind: 'layer', layer: wish.layer } }],
      interfaces: numbers(wish.networks).map(network => ({ network: `net-${network}` })),
    })),
  }
}
