import type { LabView } from '@paddock/sdk'
import type { Cli } from '../frame/cli.ts'
import { CliProblem } from '../frame/exit.ts'
import { type Candidate, isId, meant } from './named.ts'

/** The id of a lab that is called by its name or id. */
export async function labId(cli: Cli, text: string): Promise<string> {
  if (isId(text)) return text
  const labs = await everyOne(cli.paddock.lab.listAll({ limit: 200 }), lab => ({
    id: lab.id,
    names: [lab.name],
    about: `${lab.state}, of ${lab.owner.name} in ${lab.project.name}`,
  }))
  return meant('lab', text, labs).id
}

/** A lab with everything in it. */
export async function findLab(cli: Cli, text: string): Promise<LabView> {
  return cli.paddock.lab.get({ lab: await labId(cli, text) })
}

/** The id of a machine, called LAB/VM. A lab's name may hold a slash; a machine's can't. */
export async function vmId(cli: Cli, text: string): Promise<string> {
  if (isId(text)) return text
  const [labText, name] = splitLast(text, 'a machine', 'LAB/VM')
  return vmOf(await findLab(cli, labText), name).id
}

export async function networkId(cli: Cli, text: string): Promise<string> {
  if (isId(text)) return text
  const [labText, name] = splitLast(text, 'a network', 'LAB/NETWORK')
  return networkOf(await findLab(cli, labText), name).id
}

export async function diskId(cli: Cli, text: string): Promise<string> {
  if (isId(text)) return text
  const [vmText, name] = splitLast(text, 'a disk', 'LAB/VM/DISK')
  const disks = (await vmView(cli, vmText)).disks.map(disk => ({ id: disk.id, names: [disk.name], about: '' }))
  return meant('disk', name, disks).id
}

export async function interfaceId(cli: Cli, text: string): Promise<string> {
  if (isId(text)) return text
  const [vmText, name] = splitLast(text, 'an interface', 'LAB/VM/NETWORK')
  const vm = await vmView(cli, vmText)
  const { networks } = await cli.paddock.lab.get({ lab: vm.labId })
  const interfaces = vm.interfaces.map(one => ({
    id: one.id,
    names: [networks.find(({ id }) => id === one.networkId)?.name ?? '', String(one.position), one.mac, one.address],
    about: `${one.mac} ${one.address}`,
  }))
  return meant('interface', name, interfaces).id
}

/** The id of a snapshot, called LAB/SNAPSHOT, or by its name alone where the lab is known. */
export async function snapshotId(cli: Cli, text: string, ofLab?: string): Promise<string> {
  if (isId(text)) return text
  const [labText, name] = ofLab === undefined ? splitLast(text, 'a snapshot', 'LAB/SNAPSHOT') : [ofLab, text]
  const all = await everyOne(cli.paddock.snapshot.listAll({ lab: await labId(cli, labText), limit: 200 }), one => ({
    id: one.id,
    names: [one.name],
    about: `${one.state} ${one.takenAt ?? ''}`,
  }))
  return meant('snapshot', name, all).id
}

export const templateId = (cli: Cli, text: string) =>
  byName(text, 'template', () => everyOne(cli.paddock.template.listAll({ limit: 200 }), one => named(one, one.scope)))
export const assetId = (cli: Cli, text: string) =>
  byName(text, 'file', () => everyOne(cli.paddock.asset.listAll({ limit: 200 }), one => named(one, one.scope)))
export const projectId = (cli: Cli, text: string) =>
  byName(text, 'project', () =>
    everyOne(cli.paddock.project.listAll({ limit: 200 }), one => named(one, one.description)),
  )
export const hostId = (cli: Cli, text: string) =>
  byName(text, 'host', () => everyOne(cli.paddock.host.listAll({ limit: 200 }), one => named(one, one.state)))
/** Something in the trash: LAB/SNAPSHOT, or the name alone. Of several that are called so, its id says which. */
export const trashId = (cli: Cli, text: string) =>
  byName(text, 'thing in the trash', () =>
    everyOne(cli.paddock.trash.listAll({ limit: 200 }), ({ id, name, kind, lab, deletedAt }) => ({
      id,
      names: lab === null ? [name] : [name, `${lab.name}/${name}`],
      about: `${kind}, deleted ${deletedAt}`,
    })),
  )
export const userId = (cli: Cli, text: string) =>
  byName(text, 'user', () =>
    everyOne(cli.paddock.user.listAll({ limit: 200 }), ({ id, email, name }) => ({
      id,
      names: [email, name],
      about: name,
    })),
  )
export const tokenId = (cli: Cli, text: string) =>
  byName(text, 'token', () => everyOne(cli.paddock.token.listAll({ limit: 200 }), one => named(one, one.createdAt)))
export const invitationId = (cli: Cli, text: string) =>
  byName(text, 'invitation', () =>
    everyOne(cli.paddock.invitation.listAll({ limit: 200 }), ({ id, email, name }) => ({
      id,
      names: [email, name],
      about: name,
    })),
  )
export const wayId = (cli: Cli, text: string) =>
  byName(text, 'way', () => everyOne(cli.paddock.way.listAll({ limit: 200 }), one => named(one, one.issuer)))
export const tenantId = (cli: Cli, text: string) =>
  byName(text, 'tenant', () =>
    everyOne(cli.paddock.tenant.listAll({ limit: 200 }), ({ id, slug, name }) => ({
      id,
      names: [slug, name],
      about: name,
    })),
  )

/** The project that is named, or the only one that there is. */
export async function projectOr(cli: Cli, text: string | undefined): Promise<string> {
  if (text !== undefined) return projectId(cli, text)
  const projects = await everyOne(cli.paddock.project.listAll({ limit: 200 }), one => one)
  const [only] = projects
  if (only !== undefined && projects.length === 1) return only.id
  throw new CliProblem(
    'usage',
    only === undefined
      ? 'You are in no project. Ask an administrator of your tenant to admit you to one.'
      : `Say in which project, with --project: ${projects.map(({ name }) => name).join(', ')}.`,
  )
}

export function vmOf(lab: LabView, text: string): LabView['vms'][number] {
  const vms = lab.vms.map(vm => ({ id: vm.id, names: [vm.name, vm.id], about: vm.state, vm }))
  return meant('machine', text, vms).vm
}

export function networkOf(lab: LabView, text: string): LabView['networks'][number] {
  const networks = lab.networks.map(network => ({
    id: network.id,
    names: [network.name, network.id],
    about: network.cidr,
    network,
  }))
  return meant('network', text, networks).network
}

async function vmView(cli: Cli, text: string) {
  return cli.paddock.vm.get({ vm: await vmId(cli, text) })
}

async function byName(text: string, kind: string, all: () => Promise<Candidate[]>): Promise<string> {
  return isId(text) ? text : meant(kind, text, await all()).id
}

const named = ({ id, name }: { id: string; name: string }, about: string): Candidate => ({ id, names: [name], about })

/** Everything that a list gives, each made into what is wanted of it. */
export async function everyOne<Item, Wanted>(
  items: AsyncIterable<Item>,
  wanted: (item: Item) => Wanted,
  most?: number,
): Promise<Wanted[]> {
  const list: Wanted[] = []
  for await (const item of items) {
    if (most !== undefined && list.length >= most) break
    list.push(wanted(item))
  }
  return list
}

function splitLast(text: string, kind: string, form: string): [string, string] {
  const at = text.lastIndexOf('/')
  if (at < 1 || at === text.length - 1)
    throw new CliProblem('usage', `${text} does not name ${kind}: write ${form}, or its id.`)
  return [text.slice(0, at), text.slice(at + 1)]
}
