import { useQuery } from '@tanstack/react-query'
import { hostsQuery } from '../../host/hostsQuery.ts'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { tenantsQuery } from '../../tenant/tenantsQuery.ts'
import { Ago } from '../../text/Ago.tsx'
import { count, memory } from '../../text/quantity.ts'
import classes from './Home.module.css'
import { HostLines } from './HostLines.tsx'
import { LibraryShelf } from './LibraryShelf.tsx'
import { Part } from './Part.tsx'

const tenantsAtMost = 12

/** Home of an operator: whether the hosts are well, who the tenants are, and the public library. */
export function OperatorHome() {
  const hosts = useQuery(hostsQuery)
  const tenants = useQuery(tenantsQuery)
  const all = hosts.data ?? []
  const online = all.filter(host => host.state === 'online')
  const sum = (what: 'runCount' | 'cores' | 'memoryMiB' | 'memoryCommittedMiB') =>
    all.reduce((total, host) => total + host[what], 0)
  return (
    <>
      <PageHead title="Installation" />
      <ReadProblem of={hosts} />
      {hosts.isPending && <Waiting rows={2} height={160} />}
      {hosts.isSuccess && (
        <div className={classes.columns}>
          <div className={classes.main}>
            <Part title="Hosts" to="/hosts" all={all.length > 0 && `All ${count(all.length, 'host')}`}>
              {all.length === 0 ? (
                <Empty>No host has joined this installation yet, so no machine can run.</Empty>
              ) : (
                <HostLines hosts={all} />
              )}
            </Part>
            <LibraryShelf />
          </div>
          <aside className={classes.rail} aria-label="At a glance">
            <Part title="Running now">
              <dl className={classes.usage}>
                <div>
                  <dt>Hosts online</dt>
                  <dd>
                    <strong>{online.length}</strong> <span className="soft">of {all.length}</span>
                  </dd>
                </div>
                <div>
                  <dt>Machines</dt>
                  <dd>
                    <strong>{sum('runCount').toLocaleString('en')}</strong>
                  </dd>
                </div>
                <div>
                  <dt>Memory promised</dt>
                  <dd>
                    <strong>{memory(sum('memoryCommittedMiB'))}</strong>{' '}
                    <span className="soft">of {memory(sum('memoryMiB'))}</span>
                  </dd>
                </div>
                <div>
                  <dt>Processors</dt>
                  <dd>
                    <strong>{count(sum('cores'), 'core')}</strong>
                  </dd>
                </div>
              </dl>
            </Part>
            <Part title="Tenants">
              <ReadProblem of={tenants} />
              <ul className={classes.lines}>
                {(tenants.data ?? []).slice(0, tenantsAtMost).map(tenant => (
                  <li key={tenant.id} className={classes.line}>
                    <span className={classes.lineName}>{tenant.name}</span>
                    <span className={classes.lineBeside}>
                      {tenant.slug} · <Ago moment={tenant.createdAt} inherit />
                    </span>
                  </li>
                ))}
              </ul>
              {(tenants.data?.length ?? 0) > tenantsAtMost && (
                <p className="soft">And {(tenants.data?.length ?? 0) - tenantsAtMost} more.</p>
              )}
            </Part>
          </aside>
        </div>
      )}
    </>
  )
}
