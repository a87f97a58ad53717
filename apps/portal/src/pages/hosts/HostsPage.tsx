import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { hostsQuery } from '../../host/hostsQuery.ts'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { count } from '../../text/quantity.ts'
import { HostCard } from './HostCard.tsx'
import classes from './HostsPage.module.css'

/** Fewer hosts than this are found by looking. */
const findFrom = 4

/** The hosts: capacity, how fast they run machines and why, and what runs where. */
export function HostsPage() {
  const { search = '' } = useSearch({ from: '/signed-in/shell/hosts' })
  const navigate = useNavigate({ from: '/hosts' })
  const hosts = useQuery(hostsQuery)
  const all = hosts.data ?? []
  const shown = all.filter(host => host.name.toLowerCase().includes(search.toLowerCase()))
  return (
    <>
      <PageHead
        title="Hosts"
        beside={all.length > 1 && <span className="soft numbers">{count(all.length, 'host')}</span>}
      />
      {(all.length >= findFrom || search !== '') && (
        <TextInput
          className={classes.find ?? ''}
          leftSection={<IconSearch size={17} stroke={1.7} />}
          placeholder="Find a host"
          aria-label="Find a host"
          type="search"
          data-find
          value={search}
          onChange={event =>
            void navigate({
              search: event.currentTarget.value ? { search: event.currentTarget.value } : {},
              replace: true,
            })
          }
        />
      )}
      {hosts.isPending && <Waiting rows={2} height={240} />}
      <ReadProblem of={hosts} />
      {hosts.data?.length === 0 && <Empty>No host has joined this installation yet, so no machine can run.</Empty>}
      {all.length > 0 && shown.length === 0 && <Empty>No host is called “{search}”.</Empty>}
      <ul className={classes.list}>
        {shown.map(host => (
          <HostCard key={host.id} host={host} />
        ))}
      </ul>
    </>
  )
}
