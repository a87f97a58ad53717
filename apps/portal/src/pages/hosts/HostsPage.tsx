import { useQuery } from '@tanstack/react-query'
import { hostsQuery } from '../../host/hostsQuery.ts'
import { useWatchAll } from '../../live/useWatchAll.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { HostCard } from './HostCard.tsx'
import classes from './HostsPage.module.css'

export function HostsPage() {
  useWatchAll()
  const hosts = useQuery(hostsQuery)
  return (
    <>
      <PageHead title="Hosts" />
      {hosts.isPending && <Waiting rows={2} height={240} />}
      {hosts.error && <ProblemAlert error={hosts.error} />}
      {hosts.data?.length === 0 && <Empty>No host has joined this installation yet, so no machine can run.</Empty>}
      <ul className={classes.list}>
        {hosts.data?.map(host => (
          <HostCard key={host.id} host={host} />
        ))}
      </ul>
    </>
  )
}
