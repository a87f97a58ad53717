import { z } from 'zod'

/** Everything that an endpoint may ask a caller to be allowed. */
export const permission = z.enum([
  'tenant.view',
  'tenant.manage',
  'user.view',
  'user.manage',
  'project.view',
  'project.create',
  'project.manage',
  'template.view',
  'template.create',
  'template.manage',
  'asset.view',
  'lab.view',
  'lab.create',
  'lab.edit',
  'lab.operate',
  'lab.delete',
  'console.view',
  'lab.snapshot',
  'console.use',
  'guest.exec',
  'audit.view',
  'audit.manage',
  'host.view',
  'usage.view',
  'quota.manage',
])
export type Permission = z.infer<typeof permission>

/** The roles that every tenant has, each of which can be held in one project or in the whole tenant. */
export const role = z.enum(['administrator', 'member', 'viewer'])
export type Role = z.infer<typeof role>

/** A viewer looks and changes nothing: consoles too are only watched. */
const viewerMay = [
  'project.view',
  'template.view',
  'asset.view',
  'lab.view',
  'console.view',
  'usage.view',
] as const satisfies Permission[]

const memberMay = [
  ...viewerMay,
  'lab.create',
  'lab.edit',
  'lab.operate',
  'lab.delete',
  'lab.snapshot',
  'console.use',
  'guest.exec',
] as const satisfies Permission[]

const administratorMay = [
  ...memberMay,
  'tenant.view',
  'user.view',
  'user.manage',
  'project.create',
  'project.manage',
  'template.create',
  'template.manage',
  'audit.view',
  'audit.manage',
  'quota.manage',
] as const satisfies Permission[]

/** What each role may do where it is held. */
export const roleMay = {
  administrator: administratorMay,
  member: memberMay,
  viewer: viewerMay,
} as const satisfies Record<Role, readonly Permission[]>

/** What the operator of the installation may do. Nothing in here looks into a tenant's labs. */
export const operatorMay = [
  'tenant.view',
  'tenant.manage',
  'template.view',
  'template.create',
  'template.manage',
  'asset.view',
  'host.view',
  'audit.view',
  'audit.manage',
  'usage.view',
  'quota.manage',
] as const satisfies Permission[]

/** What a person may do without a role: see the library's public part and themselves. */
export const everyoneMay = ['template.view', 'asset.view'] as const satisfies Permission[]
