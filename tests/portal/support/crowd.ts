import type { LabId, LabSpecInput, ProjectId } from '@paddock/model'
import type { Cloud, Person } from '@paddock/testing'

/** How large an installation is that many people work in. */
export interface CrowdWish {
  readonly labs: number
  /** Machines of all labs together; one lab has 40 of them, the others equally many. */
  readonly vms: number
  /** How many labs are started, some of them in part. */
  readonly running?: number
}

const purposes = ['Web shop', 'Release rehearsal', 'Monday training', 'Firewall upgrade', 'Night build', 'Mail move']
const people = ['Ines Wolff', 'Tomasz Nowak', 'Priya Raman', 'Ola Berg']
const teams = ['Training', 'Quality', 'Platform', 'Pre-sales']
const machines = ['web', 'db', 'queue', 'client', 'proxy', 'worker', 'mail', 'backup']
export const largeLab = 'Data centre twin'

/** Fills a tenant as if it had been worked in for a year: projects, people, and many labs of all kinds. */
export async function fillTenant(cloud: Cloud, wish: CrowdWish): Promise<LabId[]> {
  const { admin } = cloud.a
  const projects: ProjectId[] = [cloud.a.project]
  for (const name of teams) projects.push((await admin.paddock.project.create({ name })).id)
  const owners: Person[] = [admin]
  for (const name of people) {
    const [first = ''] = name.toLowerCase().split(' ')
    const person = await cloud.a.person({ name: first })
    await admin.paddock.user.update({ user: person.id, name })
    for (const project of projects) await admin.paddock.project.admit({ project, user: person.id, role: 'member' })
    owners.push(person)
  }

  const each = Math.max(1, Math.round((wish.vms - 40) / Math.max(1, wish.labs - 1)))
  const made: LabId[] = []
  const rest = Array.from({ length: wish.labs }, (_, at) => at).values()
  const make = async () => {
    for (const at of rest) {
      const large = at === wish.labs - 1
      const owner = owners[at % owners.length] ?? admin
      const name = large ? largeLab : `${purposes[at % purposes.length]} ${Math.floor(at / purposes.length) + 1}`
      const spec = labOf(cloud, large ? 40 : each)
      const lab = await owner.paddock.lab.create({
        name,
        projectId: projects[at % projects.length] ?? cloud.a.project,
        spec,
      })
      made[at] = lab.id
    }
  }
  await Promise.all(Array.from({ length: 8 }, make))
  for (const lab of made.slice(-(wish.running ?? 0))) await admin.paddock.lab.start({ lab })
  return made
}

function labOf(cloud: Cloud, count: number): LabSpecInput {
  return {
    networks: [
      { name: 'lan', cidr: '10.1.0.0/24' },
      { name: 'dmz', cidr: '10.2.0.0/24' },
    ],
    vms: Array.from({ length: count }, (_, at) => ({
      name: `${machines[at % machines.length]}-${Math.floor(at / machines.length) + 1}`,
      cores: 1 + (at % 4),
      memoryMiB: 512 * (1 + (at % 3)),
      disks: [{ name: 'root', source: { kind: 'layer', layer: cloud.layer } }],
      interfaces: [{ network: at % 3 === 0 ? 'dmz' : 'lan' }],
    })),
  }
}
