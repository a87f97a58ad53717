import { randomUUID } from 'node:crypto'
import type {
  DiskId,
  InterfaceId,
  InvitationId,
  LabId,
  MailId,
  NetworkId,
  ProjectId,
  SessionId,
  SnapshotId,
  TemplateId,
  TokenId,
  TrashId,
  UserId,
  VmId,
  WayId,
} from '@paddock/model'
import { type Cloud, type Person, signIn, type TestTenant } from '@paddock/testing'

/** One of everything in a tenant. */
export interface World {
  readonly tenant: TestTenant
  readonly project: ProjectId
  /** A project without labs, and somebody with a role in it. */
  readonly spareProject: ProjectId
  readonly member: Person
  readonly user: UserId
  readonly template: TemplateId
  readonly asset: string
  readonly lab: LabId
  readonly vm: VmId
  readonly disk: DiskId
  readonly network: NetworkId
  /** A network that nothing is on. */
  readonly spareNetwork: NetworkId
  readonly interface: InterfaceId
  readonly snapshot: SnapshotId
  /** A lab that was deleted. */
  readonly trash: TrashId
  readonly host: string
  /** A layer of the tenant's own. */
  readonly layer: string
  /** Another session and a token of the administrator's. */
  readonly session: SessionId
  readonly token: TokenId
  readonly invitation: InvitationId
  readonly way: WayId
  /** A letter of nobody's tenant. */
  readonly mail: MailId
}

let made = 0

/** Makes one of everything in a tenant. */
export async function makeWorld(cloud: Cloud, tenant: TestTenant): Promise<World> {
  made += 1
  const { paddock } = tenant.admin
  const project = await paddock.project.create({ name: `Project ${made}` })
  const spare = await paddock.project.create({ name: `Spare project ${made}` })
  const member = await tenant.person({ name: `member-${made}` })
  const user = await paddock.user.create({
    email: `user-${made}@${tenant.slug}.test`,
    name: `User ${made}`,
    password: 'a long password',
  })
  await paddock.project.admit({ project: spare.id, user: user.id, role: 'member' })
  const template = await paddock.template.create({
    name: `Template ${made}`,
    spec: {
      vms: [{ name: 'one', memoryMiB: 64, disks: [{ name: 'root', source: { kind: 'layer', layer: cloud.layer } }] }],
    },
  })
  const lab = await paddock.lab.create({
    name: `Lab ${made}`,
    projectId: project.id,
    spec: {
      networks: [
        { name: 'lan', cidr: '10.0.0.0/24' },
        { name: 'spare', cidr: '10.1.0.0/24' },
      ],
      vms: [
        {
          name: 'one',
          memoryMiB: 64,
          disks: [{ name: 'root', source: { kind: 'layer', layer: cloud.layer } }],
          interfaces: [{ network: 'lan' }],
        },
      ],
    },
  })
  const snapshot = await paddock.snapshot.take({ lab: lab.id, name: `Snapshot ${made}` })
  const deleted = await paddock.lab.create({ name: `Deleted lab ${made}`, projectId: project.id })
  const { trash } = await paddock.lab.delete({ lab: deleted.id })
  const asset = randomUUID()
  await cloud.database.ofEveryone(tx =>
    tx
      .insertInto('assets')
      .values({ id: asset as never, tenant_id: tenant.id, kind: 'iso', name: `ISO ${made}`, layer_id: cloud.layer })
      .execute(),
  )
  // As a sealed volume is one: the tenant's own, and nobody else's to build on.
  const layer = randomUUID()
  await cloud.database.ofEveryone(tx =>
    tx
      .insertInto('layers')
      .values({ id: layer as never, tenant_id: tenant.id, kind: 'disk', format: 'qcow2' })
      .execute(),
  )
  await signIn({ url: cloud.url, tenant: tenant.slug }, tenant.admin)
  const session = (await paddock.session.list()).items.find(one => !one.current)
  const token = await paddock.token.create({ name: `Token ${made}` })
  const invited = { email: `invited-${made}@${tenant.slug}.test`, name: `Invited ${made}` }
  const invitation = await paddock.invitation.create(invited)
  const way = await paddock.way.create({ name: `Way ${made}`, issuer: 'https://id.example.test', clientId: 'paddock' })
  const [mail] = (await cloud.operator.paddock.mail.list()).items
  const [host] = (await cloud.operator.paddock.host.list()).items
  const [vm] = lab.vms
  const [lan, empty] = lab.networks
  const [disk] = vm?.disks ?? []
  const [port] = vm?.interfaces ?? []
  if (!session || !host || !vm || !lan || !empty || !disk || !port || !mail || !trash)
    throw new Error('The world is not whole.')
  return {
    tenant,
    project: project.id,
    spareProject: spare.id,
    member,
    user: user.id,
    template: template.id,
    asset,
    lab: lab.id,
    vm: vm.id,
    disk: disk.id,
    network: lan.id,
    spareNetwork: empty.id,
    interface: port.id,
    snapshot: snapshot.id,
    trash: trash.id,
    host: host.id,
    layer,
    session: session.id,
    token: token.token.id,
    invitation: invitation.id,
    way: way.id,
    mail: mail.id,
  }
}
