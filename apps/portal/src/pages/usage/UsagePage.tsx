import { Button, NativeSelect, SegmentedControl, Title } from '@mantine/core'
import { type UsageBy, usageCsv } from '@paddock/model'
import { IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { useMe } from '../../session/useMe.ts'
import { Empty } from '../../shell/Empty.tsx'
import { PageHead } from '../../shell/PageHead.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { bytes } from '../../text/quantity.ts'
import { type Period, periods, periodWords } from '../../usage/period.ts'
import { usageQuery } from '../../usage/usageQuery.ts'
import { hours } from './hours.ts'
import { QuotaPart } from './QuotaPart.tsx'
import classes from './UsagePage.module.css'
import { UsageTable } from './UsageTable.tsx'

const ways = [
  { value: 'project', label: 'Projects' },
  { value: 'lab', label: 'Labs' },
  { value: 'user', label: 'People' },
  { value: 'day', label: 'Days' },
] as const satisfies { value: UsageBy; label: string }[]

/** What was used and by what, and how much may be had. */
export function UsagePage() {
  const me = useMe()
  const { by: asked = 'project', period = 'this-month' } = useSearch({ from: '/signed-in/shell/usage' })
  const navigate = useNavigate({ from: '/usage' })
  const by = me.operator ? 'tenant' : asked
  const usage = useQuery(usageQuery(period, by))
  const ask = (change: { by?: UsageBy; period?: Period }) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true })
  return (
    <>
      <PageHead title="Usage" />
      <div className={classes.parts}>
        <QuotaPart />
        <section aria-labelledby="used">
          <div className={classes.partHead}>
            <Title order={2} id="used">
              Over time
            </Title>
            <div className={classes.controls}>
              {!me.operator && (
                <SegmentedControl
                  data={[...ways]}
                  value={by}
                  onChange={value => ask({ by: value as UsageBy })}
                  aria-label="By what"
                />
              )}
              <NativeSelect
                aria-label="Period"
                data={periods.map(value => ({ value, label: periodWords[value] }))}
                value={period}
                onChange={event => ask({ period: event.currentTarget.value as Period })}
              />
              <Button
                variant="default"
                leftSection={<IconDownload size={16} stroke={1.7} />}
                disabled={!usage.data}
                onClick={() => usage.data && save(`usage-${by}-${period}.csv`, usageCsv(usage.data.rows))}
              >
                CSV
              </Button>
            </div>
          </div>
          {usage.isPending && <Waiting rows={3} height={56} />}
          <ReadProblem of={usage} />
          {usage.data?.rows.length === 0 && <Empty>Nothing was used in this time.</Empty>}
          {usage.data && usage.data.rows.length > 0 && (
            <>
              <dl className={classes.totals} aria-label="In all">
                <Total name="vCPU hours" value={hours(usage.data.total.vcpuSeconds)} />
                <Total name="Machine hours" value={hours(usage.data.total.machineSeconds)} />
                <Total name="Memory, GiB hours" value={hours(usage.data.total.memoryGiBHours * 3_600)} />
                <Total name="Disks, GiB hours" value={hours(usage.data.total.storageGiBHours * 3_600)} />
                <Total name="Traffic" value={bytes(usage.data.total.bytesIn + usage.data.total.bytesOut)} />
                <Total name="Signed in, hours" value={hours(usage.data.total.sessionSeconds)} />
              </dl>
              <UsageTable rows={usage.data.rows} by={by} />
            </>
          )}
        </section>
      </div>
    </>
  )
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

/** Has the browser keep a text as a file. */
function save(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
