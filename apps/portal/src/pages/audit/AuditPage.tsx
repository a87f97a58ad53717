import { Button, Group, Menu } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { paddock } from '../../api/paddock.ts'
import { auditNewsKey } from '../../audit/auditNews.ts'
import { auditQuery } from '../../audit/auditQuery.ts'
import { type AuditSearch, askedFor } from '../../audit/auditSearch.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { AuditFilters } from './AuditFilters.tsx'
import classes from './AuditPage.module.css'
import { RecordRow } from './RecordRow.tsx'
import { Verified } from './Verified.tsx'

/** Who did what, from where, and how it went. */
export function AuditPage() {
  const search = useSearch({ from: '/signed-in/shell/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const queries = useQueryClient()
  const records = useInfiniteQuery(auditQuery(search))
  const { data: news = 0 } = useQuery<number>({ queryKey: auditNewsKey, enabled: false, initialData: 0 })
  // What is read now has what was told before.
  useEffect(() => void queries.setQueryData(auditNewsKey, 0), [queries])
  const items = records.data?.pages.flatMap(page => page.items) ?? []
  const ask = (change: { readonly [Key in keyof AuditSearch]?: AuditSearch[Key] | undefined }) =>
    void navigate({
      search: before =>
        Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value)) as AuditSearch,
      replace: true,
    })
  const showNews = () => {
    queries.setQueryData(auditNewsKey, 0)
    void queries.resetQueries({ queryKey: ['audit'] })
  }
  return (
    <>
      <PageHead title="Audit" under={<Verified />} actions={<Export search={search} />} />
      <AuditFilters
        search={search}
        person={items.find(each => each.actor?.id === search.actor)?.actor?.name}
        ask={ask}
      />
      {news > 0 && (
        <Button variant="light" fullWidth mb="md" onClick={showNews}>
          Show {news} new {news === 1 ? 'record' : 'records'}
        </Button>
      )}
      {records.isPending && <Waiting rows={8} height={44} />}
      {records.error && <ProblemAlert error={records.error} />}
      {records.isSuccess && items.length === 0 && (
        <Empty>{Object.keys(search).length > 0 ? 'No record is like that.' : 'Nothing is recorded yet.'}</Empty>
      )}
      {items.length > 0 && (
        <ul className={classes.records} aria-label="Records">
          {items.map(record => (
            <RecordRow key={record.id} record={record} ask={ask} />
          ))}
        </ul>
      )}
      {records.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
            Show what was before
          </Button>
        </Group>
      )}
    </>
  )
}

/** The records that are shown and all before them, as a file that the browser keeps. */
function Export({ search }: { search: AuditSearch }) {
  const address = (format: 'csv' | 'jsonl') => paddock.audit.exportUrl({ ...askedFor(search), format })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} stroke={1.7} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component="a" href={address('csv')} download>
          Comma-separated values
        </Menu.Item>
        <Menu.Item component="a" href={address('jsonl')} download>
          JSON Lines
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
