import type { UsageBy } from '@paddock/model'
import type { UsageView } from '@paddock/sdk'
import { bytes } from '../../text/quantity.ts'
import { hours } from './hours.ts'
import classes from './UsagePage.module.css'

const heads: Readonly<Record<UsageBy, string>> = {
  day: 'Day',
  project: 'Project',
  lab: 'Lab',
  user: 'Person',
  tenant: 'Tenant',
}

const nothings: Readonly<Record<UsageBy, string>> = {
  day: '',
  project: 'No project',
  lab: 'No lab',
  user: 'Nobody',
  tenant: '',
}

/** What was used, a row for each, the largest first; days in their order. */
export function UsageTable({ rows, by }: { rows: readonly UsageView[]; by: UsageBy }) {
  const sorted =
    by === 'day'
      ? rows
      : rows.toSorted((a, b) => b.vcpuSeconds - a.vcpuSeconds || b.storageGiBHours - a.storageGiBHours)
  const most = Math.max(...rows.map(row => row.vcpuSeconds))
  return (
    <div className={classes.tableFrame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reachable by keys */}
      <section className={classes.scroll} tabIndex={0} aria-label="Use, as a table">
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{heads[by]}</th>
              <th scope="col">vCPU hours</th>
              <th scope="col">Machine hours</th>
              <th scope="col">Memory, GiB h</th>
              <th scope="col">Disks, GiB h</th>
              <th scope="col">Received</th>
              <th scope="col">Sent</th>
              <th scope="col">Signed in, h</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(row => (
              <tr key={row.key}>
                <th scope="row">{row.key === 'none' ? nothings[by] : row.name}</th>
                <td>
                  <span className={classes.share} aria-hidden="true">
                    <span style={{ width: `${most > 0 ? (row.vcpuSeconds / most) * 100 : 0}%` }} />
                  </span>
                  <span className={classes.number}>{hours(row.vcpuSeconds)}</span>
                </td>
                <td>{hours(row.machineSeconds)}</td>
                <td>{hours(row.memoryGiBHours * 3_600)}</td>
                <td>{hours(row.storageGiBHours * 3_600)}</td>
                <td>{bytes(row.bytesIn)}</td>
                <td>{bytes(row.bytesOut)}</td>
                <td>{hours(row.sessionSeconds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  )
}
