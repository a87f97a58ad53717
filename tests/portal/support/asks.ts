import { randomUUID } from 'node:crypto'
import type { EndpointId } from '@paddock/api'
import type { World } from './world.ts'

/** What one endpoint is asked, as a caller writes it. */
export interface Ask {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: Readonly<Record<string, unknown>>
}

const mac = () => `52:54:00:${randomUUID().slice(0, 6).match(/../g)?.join(':')}`
const short = () => `n${randomUUID().slice(0, 8)}`

const disk = { name: 'data', sizeBytes: 1024 * 1024 }

const auditWanted = (actor: string) => ({
  from: '2026-01-01T00:00:00Z',
  to: '2036-01-01T00:00:00Z',
  action: 'lab.start',
  actor,
  subject: 'x',
  address: '192.0.2.1',
  outcome: 'done',
  search: 'x',
})

/** Limits that no test comes near. */
const roomy = {
  labs: 10_000,
  vms: 10_000,
  networks: 10_000,
  storageBytes: 2 ** 50,
  runningLabs: 10_000,
  runningVms: 10_000,
  runningVcpus: 10_000,
  runningMemoryMiB: 2 ** 30,
}

const documentOf = (world: World) => ({
  networks: [
    { name: 'lan', cidr: '10.0.0.0/24', gateway: '10.0.0.1', domain: 'lab.test', dhcp: true, dns: true, nat: false },
  ],
  vms: [
    {
      name: 'one',
      description: 'A machine',
      cores: 1,
      memoryMiB: 64,
      firmware: 'bios',
      profile: 'linux',
      startStage: 1,
      userData: '#cloud-config',
      disks: [{ name: 'root', source: { kind: 'layer', layer: world.layer }, sizeBytes: null }],
      interfaces: [{ network: 'lan', mac: mac(), address: '10.0.0.20' }],
      cd: null,
      memory: null,
    },
  ],
})

/**
 * A valid request of every endpoint, with every field that it knows, about the things of one tenant.
 *
 * An endpoint that is added without one does not compile; tests of all endpoints so know it.
 */
export const asks: { readonly [Id in EndpointId]: (world: World) => Ask } = {
  sessionCreate: () => ({
    body: { tenant: 'nobody', email: 'nobody@nowhere.test', password: 'not a password', code: '123456' },
  }),
  sessionGet: () => ({}),
  sessionDelete: () => ({}),
  sessionList: () => ({ query: { limit: '10' } }),
  sessionEnd: ({ session }) => ({ params: { session } }),
  sessionEndOthers: () => ({}),
  passwordChange: () => ({ body: { currentPassword: 'not the password', password: 'a new long password' } }),
  totpGet: () => ({}),
  totpBegin: () => ({ body: { password: 'not the password' } }),
  totpConfirm: () => ({ body: { code: '123456' } }),
  totpRenew: () => ({ body: { password: 'not the password' } }),
  totpEnd: () => ({ body: { password: 'not the password' } }),
  tokenList: () => ({ query: { limit: '10' } }),
  tokenCreate: ({ project }) => ({
    body: { name: short(), permissions: ['lab.view'], projectIds: [project], expiresInDays: 30 },
  }),
  tokenDelete: ({ token }) => ({ params: { token } }),
  invitationList: () => ({ query: { limit: '10' } }),
  invitationCreate: () => ({ body: { email: `${short()}@acme.test`.toLowerCase(), name: short(), role: 'member' } }),
  invitationDelete: ({ invitation }) => ({ params: { invitation } }),
  invitationLook: () => ({ body: { secret: 'x'.repeat(43) } }),
  invitationAccept: () => ({ body: { secret: 'x'.repeat(43), name: 'Nobody', password: 'a new long password' } }),
  wayList: () => ({ query: { limit: '10' } }),
  wayCreate: () => ({
    body: {
      name: short(),
      issuer: 'https://id.example.test',
      clientId: 'paddock',
      clientSecret: 'a secret',
      scope: 'openid',
      groupsClaim: 'groups',
      groupRoles: [{ group: 'staff', role: 'member' }],
      admitsEverybody: false,
    },
  }),
  wayUpdate: ({ way }) => ({
    params: { way },
    body: {
      name: short(),
      clientId: 'paddock',
      clientSecret: 'a secret',
      scope: 'openid',
      groupsClaim: 'groups',
      groupRoles: [{ group: 'staff', role: 'member' }],
      admitsEverybody: true,
    },
  }),
  wayDelete: ({ way }) => ({ params: { way } }),
  wayOffered: () => ({ query: { tenant: 'nobody' } }),
  wayBegin: ({ way }) => ({ body: { tenant: 'nobody', way } }),
  wayFinish: () => ({ body: { ticket: 'no ticket', answer: '?code=none' } }),
  mailList: () => ({ query: { limit: '10' } }),
  mailOpen: ({ mail }) => ({ params: { mail } }),
  passwordForgot: () => ({ body: { tenant: 'nobody', email: 'nobody@nowhere.test' } }),
  passwordReset: () => ({ body: { secret: 'x'.repeat(43), password: 'a new long password' } }),
  doorGet: () => ({}),
  doorUpdate: () => ({ body: { sessionHours: 8_760, sessionIdleMinutes: 10_080, totpRequired: false } }),
  tenantList: () => ({ query: { limit: '10' } }),
  tenantCreate: () => ({
    body: {
      slug: short(),
      name: 'New tenant',
      administrator: { email: 'admin@new.test', name: 'Admin', password: 'a long password' },
    },
  }),
  tenantGet: ({ tenant }) => ({ params: { tenant: tenant.id } }),
  tenantUpdate: ({ tenant }) => ({ params: { tenant: tenant.id }, body: { name: 'Renamed' } }),
  userList: () => ({ query: { limit: '10' } }),
  userCreate: () => ({ body: { email: `${short()}@new.test`, name: 'New', password: 'a long password', role: null } }),
  userGet: ({ user }) => ({ params: { user } }),
  userUpdate: ({ user }) => ({
    params: { user },
    body: { name: 'Renamed', role: null, disabled: false, password: 'another long password' },
  }),
  userDelete: ({ user }) => ({ params: { user } }),
  userUnlock: ({ user }) => ({ params: { user } }),
  userEndTotp: ({ user }) => ({ params: { user } }),
  userSessions: ({ user }) => ({ params: { user }, query: { limit: '10' } }),
  userEndSessions: ({ user }) => ({ params: { user } }),
  projectList: () => ({ query: { limit: '10' } }),
  projectCreate: () => ({ body: { name: short(), description: 'A project' } }),
  projectGet: ({ project }) => ({ params: { project } }),
  projectUpdate: ({ project }) => ({ params: { project }, body: { name: short(), description: 'Described' } }),
  projectDelete: ({ spareProject }) => ({ params: { project: spareProject } }),
  projectMembers: ({ project }) => ({ params: { project }, query: { limit: '10' } }),
  projectAdmit: ({ spareProject, user }) => ({ params: { project: spareProject, user }, body: { role: 'member' } }),
  projectExpel: ({ spareProject, user }) => ({ params: { project: spareProject, user } }),
  templateList: () => ({ query: { limit: '10' } }),
  templateCreate: world => ({ body: { name: short(), description: 'A template', spec: documentOf(world) } }),
  templateGet: ({ template }) => ({ params: { template }, query: { version: '1' } }),
  templateExport: ({ template }) => ({ params: { template }, query: { version: '1' } }),
  templateVersions: ({ template }) => ({ params: { template } }),
  templatePublish: ({ template, snapshot }) => ({
    params: { template },
    body: { snapshotId: snapshot, note: 'What is new', makeDefault: true },
  }),
  templateUnpublish: ({ template }) => ({ params: { template, version: '1' } }),
  templateUpdate: ({ template }) => ({
    params: { template },
    body: { name: short(), description: 'Described', version: 1 },
  }),
  templateDelete: ({ template }) => ({ params: { template }, query: { now: 'false' } }),
  assetList: () => ({ query: { limit: '10' } }),
  assetGet: ({ asset }) => ({ params: { asset } }),
  labList: ({ project }) => ({ query: { limit: '10', project, search: 'lab' } }),
  labCreate: world => ({
    body: {
      projectId: world.project,
      name: 'New lab',
      description: 'A lab',
      spec: documentOf(world),
      start: false,
    },
  }),
  labGet: ({ lab }) => ({ params: { lab } }),
  labActivity: ({ lab }) => ({ params: { lab }, query: { limit: '10' } }),
  labTraffic: ({ lab }) => ({ params: { lab } }),
  labUpdate: ({ lab }) => ({ params: { lab }, body: { name: 'Renamed', description: 'Described' } }),
  labDelete: ({ lab }) => ({ params: { lab }, query: { now: 'true' } }),
  labStart: ({ lab }) => ({ params: { lab }, body: { cold: true } }),
  labStop: ({ lab }) => ({ params: { lab }, body: { graceSeconds: 5 } }),
  labSuspend: ({ lab }) => ({ params: { lab } }),
  labResume: ({ lab }) => ({ params: { lab } }),
  labPowerOff: ({ lab }) => ({ params: { lab } }),
  labReset: ({ lab }) => ({ params: { lab } }),
  labCopy: ({ lab, tenant, project }) => ({
    params: { lab },
    body: { copies: [{ name: 'Copy', ownerId: tenant.admin.id, projectId: project }], start: false, memory: false },
  }),
  labRevert: ({ lab, snapshot }) => ({ params: { lab }, body: { snapshotId: snapshot } }),
  snapshotList: ({ lab }) => ({ params: { lab }, query: { limit: '10' } }),
  snapshotTake: ({ lab, vm }) => ({
    params: { lab },
    body: { name: short(), description: 'Described', memory: false, vmIds: [vm] },
  }),
  snapshotGet: ({ snapshot }) => ({ params: { snapshot } }),
  snapshotPicture: ({ snapshot, vm }) => ({ params: { snapshot, vm } }),
  snapshotUpdate: ({ snapshot }) => ({ params: { snapshot }, body: { name: short(), description: 'Described' } }),
  snapshotCopy: ({ snapshot, tenant, project }) => ({
    params: { snapshot },
    body: { copies: [{ name: 'Copy', ownerId: tenant.admin.id, projectId: project }], start: false, cold: true },
  }),
  snapshotSave: ({ snapshot }) => ({ params: { snapshot }, body: { name: short(), description: 'A template' } }),
  snapshotDelete: ({ snapshot }) => ({ params: { snapshot }, query: { now: 'true' } }),
  trashList: () => ({ query: { limit: '10' } }),
  trashRestore: ({ trash }) => ({ params: { trash }, body: { name: short() } }),
  trashDelete: ({ trash }) => ({ params: { trash } }),
  trashEmpty: () => ({}),
  labAdd: ({ lab, template }) => ({
    params: { lab },
    body: { templateId: template, templateVersion: 1, vms: ['one'], start: false },
  }),
  vmCreate: ({ lab, network, asset }) => ({
    params: { lab },
    body: {
      name: short(),
      description: 'A machine',
      cores: 1,
      memoryMiB: 64,
      firmware: 'bios',
      profile: 'linux',
      startStage: 0,
      userData: '#cloud-config',
      disks: [disk],
      networkIds: [network],
      cdAssetId: asset,
    },
  }),
  vmGet: ({ vm }) => ({ params: { vm } }),
  vmUpdate: ({ vm }) => ({
    params: { vm },
    body: {
      name: short(),
      description: 'Described',
      cores: 2,
      memoryMiB: 128,
      firmware: 'uefi',
      profile: 'generic',
      startStage: 2,
      userData: '#!/bin/sh',
    },
  }),
  vmDelete: ({ vm }) => ({ params: { vm } }),
  vmStart: ({ vm }) => ({ params: { vm }, body: { cold: true } }),
  vmStop: ({ vm }) => ({ params: { vm }, body: { graceSeconds: 5 } }),
  vmSuspend: ({ vm }) => ({ params: { vm } }),
  vmResume: ({ vm }) => ({ params: { vm } }),
  vmPowerOff: ({ vm }) => ({ params: { vm } }),
  vmReset: ({ vm }) => ({ params: { vm } }),
  vmInsert: ({ vm, asset }) => ({ params: { vm }, body: { assetId: asset } }),
  vmExec: ({ vm }) => ({ params: { vm }, body: { command: ['hostname'], input: '', timeoutSeconds: 1 } }),
  vmScreen: ({ vm }) => ({ params: { vm }, query: { view: 'only', viewer: randomUUID() } }),
  vmSerial: ({ vm }) => ({ params: { vm }, query: { view: 'only', viewer: randomUUID() } }),
  vmTicket: ({ vm }) => ({
    params: { vm },
    body: { kind: 'serial', viewOnly: true, origin: 'https://courses.example' },
  }),
  vmConsole: ({ vm }) => ({ params: { vm } }),
  vmDrive: ({ vm }) => ({ params: { vm }, body: { viewerId: null } }),
  vmType: ({ vm }) => ({ params: { vm }, body: { text: 'ls\n', layout: 'us' } }),
  vmStopTyping: ({ vm }) => ({ params: { vm } }),
  vmPress: ({ vm }) => ({ params: { vm }, body: { keys: ['ctrl', 'alt', 'delete'] } }),
  vmThumbnail: ({ vm }) => ({ params: { vm } }),
  diskCreate: ({ vm }) => ({ params: { vm }, body: { ...disk, name: short() } }),
  diskUpdate: ({ disk: id }) => ({ params: { disk: id }, body: { sizeBytes: 2 * 1024 * 1024 } }),
  diskDelete: ({ disk: id }) => ({ params: { disk: id } }),
  networkCreate: ({ lab }) => ({
    params: { lab },
    body: {
      name: short(),
      cidr: `10.${20 + Math.floor(Math.random() * 200)}.${Math.floor(Math.random() * 256)}.0/24`,
      domain: 'lab.test',
      dhcp: true,
      dns: true,
      nat: false,
    },
  }),
  networkGet: ({ network }) => ({ params: { network } }),
  networkUpdate: ({ spareNetwork }) => ({
    params: { network: spareNetwork },
    body: {
      name: short(),
      cidr: '10.1.0.0/24',
      gateway: '10.1.0.2',
      domain: 'other.test',
      dhcp: false,
      dns: false,
      nat: false,
    },
  }),
  networkDelete: ({ spareNetwork }) => ({ params: { network: spareNetwork } }),
  interfaceCreate: ({ vm, network }) => ({
    params: { vm },
    body: { networkId: network, mac: mac(), address: `10.0.0.${30 + Math.floor(Math.random() * 200)}` },
  }),
  interfaceUpdate: ({ interface: id, network }) => ({
    params: { interface: id },
    body: { networkId: network, address: '10.0.0.25', connected: false },
  }),
  interfaceDelete: ({ interface: id }) => ({ params: { interface: id } }),
  hostList: () => ({ query: { limit: '10' } }),
  hostGet: ({ host }) => ({ params: { host } }),
  hostRuns: ({ host }) => ({ params: { host }, query: { limit: '10' } }),
  auditList: ({ user }) => ({ query: { limit: '10', ...auditWanted(user) } }),
  auditExport: ({ user }) => ({ query: { format: 'jsonl', ...auditWanted(user) } }),
  auditRetention: () => ({}),
  auditRetain: () => ({ body: { days: 36_500 } }),
  auditVerify: () => ({ query: { from: '1' } }),
  usageList: ({ project }) => ({
    query: { limit: '10', from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', by: 'lab', project },
  }),
  quotaList: () => ({ query: { limit: '10', kind: 'project' } }),
  quotaDefaults: () => ({}),
  quotaSetDefault: () => ({ params: { kind: 'project' }, body: roomy }),
  quotaSetTenant: ({ tenant }) => ({ params: { tenant: tenant.id }, body: roomy }),
  quotaSetProject: ({ project }) => ({ params: { project }, body: roomy }),
  quotaSetUser: ({ user }) => ({ params: { user }, body: roomy }),
  eventWatch: () => ({}),
  labWatch: ({ lab }) => ({ params: { lab } }),
}
