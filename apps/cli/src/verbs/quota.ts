import { type QuotaKind, type QuotaResource, quotaFill, quotaResources, quotaWords } from '@paddock/model'
import type { QuotaView } from '@paddock/sdk'
import { everyOne, projectId, tenantId, userId } from '../find/find.ts'
import { bytes, limit, mebibytes, oneOf, whole } from '../frame/flag.ts'
import { verb } from '../frame/verb.ts'
import { parts, table } from '../show/table.ts'
import { given } from './given.ts'

const kinds = ['tenant', 'project', 'user'] as const satisfies QuotaKind[]

const limitFlags = {
  labs: whole('--labs <count>', 'labs'),
  vms: whole('--vms <count>', 'machines'),
  networks: whole('--networks <count>', 'networks'),
  storageBytes: bytes('--storage <size>', 'disks, such as 100G'),
  runningLabs: whole('--running-labs <count>', 'labs that run'),
  runningVms: whole('--running-vms <count>', 'machines that run'),
  runningVcpus: whole('--running-vcpus <count>', 'vCPUs of machines that run'),
  runningMemoryMiB: mebibytes('--running-memory <size>', 'memory of machines that run, such as 8G'),
}

const more = 'What is not given is as the default says, and without one has no limit.'

const count = (resource: QuotaResource, amount: number): string =>
  String(Math.round((amount / quotaWords[resource].unit) * 100) / 100)

/** One owner's resources, a line for each that is limited or used. */
function show(quota: QuotaView): string {
  const rows = quotaResources.filter(resource => quota.limits[resource] !== null || quota.used[resource] > 0)
  const limitOf = (resource: QuotaResource) => quota.limits[resource]
  return parts(
    `${quota.kind} ${quota.name}`,
    table(
      rows,
      [
        ['OF', one => quotaWords[one].many],
        ['USED', one => count(one, quota.used[one])],
        ['LIMIT', one => (limitOf(one) === null ? 'none' : count(one, limitOf(one) ?? 0))],
        ['', one => ({ free: '', near: 'nearly full', full: 'full' })[quotaFill(quota.used[one], limitOf(one))]],
      ],
      'Nothing is used, and nothing limited.',
    ),
  )
}

export const quotaVerbs = [
  verb('quota list', {
    says: 'Tells how much may be had, and is.',
    more: 'Of your tenant, your projects and yourself; of everybody, if you may see them. Operators see tenants.',
    calls: ['quotaList'],
    flags: { kind: oneOf('--kind <kind>', 'only tenant, project or user', kinds), limit },
    async run(cli, _, flags) {
      const me = await cli.paddock.session.get()
      const wanted = flags.kind === undefined ? (me.operator ? (['tenant'] as const) : kinds) : [flags.kind]
      const items: QuotaView[] = []
      for (const kind of wanted)
        items.push(...(await everyOne(cli.paddock.quota.listAll({ kind }), one => one, flags.limit)))
      cli.answer({ items, nextCursor: null }, () => parts(...items.map(show)))
    },
  }),
  verb('quota defaults', {
    says: 'Tells the limits of whoever has none of their own.',
    calls: ['quotaDefaults'],
    async run(cli) {
      const defaults = await cli.paddock.quota.defaults()
      cli.answer(defaults, () =>
        table(
          quotaResources,
          [
            ['OF', one => quotaWords[one].many],
            ...kinds.map(kind => {
              const of = (one: QuotaResource) => defaults[kind][one]
              return [
                kind.toUpperCase(),
                (one: QuotaResource) => (of(one) === null ? 'none' : count(one, of(one) ?? 0)),
              ] as const
            }),
          ],
          '',
        ),
      )
    },
  }),
  verb('quota set-default <kind>', {
    says: 'Sets the limits of every tenant, project or user that has none of its own.',
    more: 'What is not given has no limit.',
    calls: ['quotaSetDefault'],
    flags: limitFlags,
    async run(cli, args, flags) {
      const kind = kinds.find(one => one === args.kind)
      if (kind === undefined) throw new Error(`Say ${kinds.join(', ')}.`)
      const limits = await cli.paddock.quota.setDefault({ kind, ...given(flags) })
      cli.answer(limits, () => `Set. See: paddock quota defaults`)
    },
  }),
  verb('quota set-tenant <tenant>', {
    says: 'Sets how much a tenant may have.',
    more,
    calls: ['quotaSetTenant'],
    flags: limitFlags,
    async run(cli, args, flags) {
      const quota = await cli.paddock.quota.setTenant({ tenant: await tenantId(cli, args.tenant), ...given(flags) })
      cli.answer(quota, () => show(quota))
    },
  }),
  verb('quota set-project <project>', {
    says: 'Sets how much a project may have.',
    more,
    calls: ['quotaSetProject'],
    flags: limitFlags,
    async run(cli, args, flags) {
      const quota = await cli.paddock.quota.setProject({ project: await projectId(cli, args.project), ...given(flags) })
      cli.answer(quota, () => show(quota))
    },
  }),
  verb('quota set-user <user>', {
    says: 'Sets how much a person’s labs may have.',
    more,
    calls: ['quotaSetUser'],
    flags: limitFlags,
    async run(cli, args, flags) {
      const quota = await cli.paddock.quota.setUser({ user: await userId(cli, args.user), ...given(flags) })
      cli.answer(quota, () => show(quota))
    },
  }),
]
