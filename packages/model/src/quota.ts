import { z } from 'zod'
import { Problem } from './problem.ts'

/** What quotas are about. What is stored counts while it is there; what runs, from being asked for until its host says that it ended. */
export const quotaResources = [
  'labs',
  'vms',
  'networks',
  'storageBytes',
  'runningLabs',
  'runningVms',
  'runningVcpus',
  'runningMemoryMiB',
] as const
export type QuotaResource = (typeof quotaResources)[number]

/** So much of each; null: no limit. */
export type QuotaLimits = Readonly<Record<QuotaResource, number | null>>
export type QuotaUse = Readonly<Record<QuotaResource, number>>

export const quotaKind = z.enum(['tenant', 'project', 'user'])
export type QuotaKind = z.infer<typeof quotaKind>

/** What a refusal is about: `limit` is there, `used` of it is, and `asked` is more than the rest. */
export interface QuotaShortage {
  readonly kind: QuotaKind
  readonly name: string
  readonly resource: QuotaResource
  readonly limit: number
  readonly used: number
  readonly asked: number
}

/** How a resource is called, one of it and several, and how much one of it is counted as. */
export const quotaWords: Readonly<Record<QuotaResource, { one: string; many: string; unit: number }>> = {
  labs: { one: 'lab', many: 'labs', unit: 1 },
  vms: { one: 'machine', many: 'machines', unit: 1 },
  networks: { one: 'network', many: 'networks', unit: 1 },
  storageBytes: { one: 'GiB of disks', many: 'GiB of disks', unit: 1024 ** 3 },
  runningLabs: { one: 'running lab', many: 'running labs', unit: 1 },
  runningVms: { one: 'running machine', many: 'running machines', unit: 1 },
  runningVcpus: { one: 'running vCPU', many: 'running vCPUs', unit: 1 },
  runningMemoryMiB: { one: 'GiB of running memory', many: 'GiB of running memory', unit: 1024 },
}

/** An amount as people read it: `3 running vCPUs`, `1.5 GiB of disks`. */
export function quotaAmount(resource: QuotaResource, amount: number): string {
  const { one, many, unit } = quotaWords[resource]
  const count = Math.round((amount / unit) * 1000) / 1000
  return `${count} ${count === 1 ? one : many}`
}

/** The refusal of what is more than a quota allows: it names the limit, what is used of it, what was asked, and whose limit it is. */
export function quotaExceeded({ kind, name, resource, limit, used, asked }: QuotaShortage): Problem {
  const whose = { tenant: `The tenant ${name}`, project: `The project ${name}`, user: name }[kind]
  const who = kind === 'tenant' ? 'the operator of the installation' : 'an administrator of the tenant'
  const { unit } = quotaWords[resource]
  const count = (amount: number) => Math.round((amount / unit) * 1000) / 1000
  return new Problem(
    'quota-exceeded',
    `${whose} may have ${quotaAmount(resource, limit)}, has ${count(used)}, and this asks for ${count(asked)} more. ${resource.startsWith('running') ? 'Stop' : 'Delete'} something, or ask ${who} for more.`,
  )
}

/** How full a quota is: `near` from 80 % on. */
export function quotaFill(used: number, limit: number | null): 'free' | 'near' | 'full' {
  if (limit === null) return 'free'
  if (used >= limit) return 'full'
  return used >= limit * 0.8 ? 'near' : 'free'
}

/** The limits of which another is less, or none is. */
export const limitsAbove = (wished: Partial<QuotaLimits>, most: QuotaLimits): QuotaResource[] =>
  quotaResources.filter(resource => {
    const [wish, top] = [wished[resource] ?? null, most[resource]]
    return wish !== null && top !== null && wish > top
  })
