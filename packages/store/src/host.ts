import { type Caller, type HostId, type Permission, Problem, type ProblemCode } from '@paddock/model'
import { sql } from 'kysely'
import type { Tx } from './database.ts'
import { demandEverywhere } from './demand.ts'
import { type Granted, grant } from './grant.ts'
import { type PageWanted, page } from './page.ts'

/** Every host with its load: one query, however many hosts and runs. */
const withLoad = (tx: Tx) =>
  tx
    .selectFrom('hosts')
    .leftJoin(
      eb =>
        eb
          .selectFrom('runs')
          .innerJoin('vms', 'vms.id', 'runs.vm_id')
          .select([
            'runs.host_id',
            sql<number>`count(*)`.as('run_count'),
            sql<number>`sum(vms.memory_mib)`.as('memory_committed_mib'),
          ])
          .where('runs.ended_at', 'is', null)
          .groupBy('runs.host_id')
          .as('load'),
      join => join.onRef('load.host_id', '=', 'hosts.id'),
    )
    .selectAll('hosts')
    .select(['load.run_count', 'load.memory_committed_mib'])
    .select(
      sql<
        { code: ProblemCode; message: string; layers: number }[]
      >`(select coalesce(jsonb_agg(to_jsonb(trouble) order by layers desc, message), '[]')
        from (select trouble ->> 'code' as code, trouble ->> 'message' as message, count(*) as layers from layer_copies
          where host_id = hosts.id and want = 'present' and trouble is not null group by 1, 2) trouble)`.as('troubles'),
    )

export type HostRow = Awaited<ReturnType<ReturnType<typeof withLoad>['executeTakeFirstOrThrow']>>

export const hosts = {
  /** @throws Problem `not-found`, also for everyone who does not operate the installation. */
  async one<Action extends Permission>(
    tx: Tx,
    caller: Caller,
    id: HostId,
    action: Action,
  ): Promise<Granted<Action, HostRow>> {
    const host = caller.tenant === null && (await withLoad(tx).where('hosts.id', '=', id).executeTakeFirst())
    if (!host) throw new Problem('not-found', 'There is no such host.')
    demandEverywhere(caller, action)
    return grant(action, host)
  },

  page(tx: Tx, caller: Caller, wanted: PageWanted) {
    demandEverywhere(caller, 'host.view')
    return page(withLoad(tx), wanted, 'hosts.id')
  },

  ofIds: (tx: Tx, ids: readonly HostId[]): Promise<HostRow[]> =>
    ids.length === 0
      ? Promise.resolve([])
      : withLoad(tx)
          .where('hosts.id', 'in', [...ids])
          .orderBy('hosts.id')
          .execute(),

  /** What lives on a host: whose and how large, not what it is called. */
  runs: (tx: Tx, host: Granted<'host.view', HostRow>, wanted: PageWanted) =>
    page(
      tx
        .selectFrom('runs')
        .innerJoin('vms', 'vms.id', 'runs.vm_id')
        .innerJoin('tenants', 'tenants.id', 'runs.tenant_id')
        .select([
          'runs.id',
          'runs.vm_id',
          'runs.lab_id',
          'runs.tenant_id',
          'tenants.slug',
          'runs.power',
          'vms.cores',
          'vms.memory_mib',
          'runs.why',
          'runs.trouble',
          'runs.created_at',
        ])
        .where('runs.host_id', '=', host.id)
        .where('runs.ended_at', 'is', null),
      wanted,
      'runs.id',
    ),
}
