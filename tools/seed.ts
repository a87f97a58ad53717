import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPaddock, type Paddock } from '@paddock/sdk'

/**
 * Fills a running installation with people, projects and labs to look at: through the API, as its operator and administrators would.
 *
 * May be repeated: what is there stays as it is. Reads `first-login.json` of the data folder that PADDOCK_DATA names.
 */
const data = process.env.PADDOCK_DATA ?? '/var/lib/paddock'

interface FirstLogin {
  readonly url: string
  readonly operator: { readonly email: string; readonly password: string }
  readonly tenant: { readonly slug: string; readonly email: string; readonly password: string }
}

try {
  const login = readFirstLogin()
  const url = process.env.PADDOCK_URL ?? login.url
  const operator = await signedIn(url, login.operator)
  const demo = await signedIn(url, { ...login.tenant, tenant: login.tenant.slug })
  const acme = { slug: 'acme', email: 'ada@acme.internal', password: login.tenant.password }
  await ensureTenant(operator, acme)
  await ensureLabs(demo, ['Web shop, first try', 'Release rehearsal', 'Monday training'])
  await ensureLabs(await signedIn(url, { ...acme, tenant: acme.slug }), ['Firewall upgrade'])
  console.log(
    `Seeded ${url}: sign in as ${login.tenant.email} (tenant ${login.tenant.slug}) or ${acme.email} (tenant acme), with the tenant's password of ${join(data, 'first-login.json')}.`,
  )
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : problem)
  process.exitCode = 1
}

function readFirstLogin(): FirstLogin {
  const path = join(data, 'first-login.json')
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Error(`${path} can't be read. Start Paddock first, and name its data folder by PADDOCK_DATA.`)
  }
}

async function signedIn(url: string, who: { email: string; password: string; tenant?: string }): Promise<Paddock> {
  const { email, password, tenant } = who
  const { token } = await createPaddock({ baseUrl: url }).session.create({
    email,
    password,
    ...(tenant === undefined ? {} : { tenant }),
  })
  return createPaddock({ baseUrl: url, token })
}

async function ensureTenant(
  operator: Paddock,
  { slug, email, password }: { slug: string; email: string; password: string },
): Promise<void> {
  for await (const tenant of operator.tenant.listAll()) if (tenant.slug === slug) return
  await operator.tenant.create({ slug, name: 'Acme Corp', administrator: { name: 'Ada', email, password } })
}

async function ensureLabs(paddock: Paddock, names: readonly string[]): Promise<void> {
  const [project] = (await paddock.project.list()).items
  const [template] = (await paddock.template.list()).items
  if (project === undefined || template === undefined)
    throw new Error('There is no project or no template to make labs with.')
  const there = new Set<string>()
  for await (const lab of paddock.lab.listAll()) there.add(lab.name)
  for (const name of names)
    if (!there.has(name)) await paddock.lab.create({ projectId: project.id, name, templateId: template.id })
}
