import { quotaResources } from '@paddock/model'
import type { QuotaView } from '@paddock/sdk'
import { Meter } from '../text/Meter.tsx'
import { amount, resourceNames } from './amount.ts'
import classes from './Quota.module.css'

/** How full somebody's quotas are: a bar for each limit, and in words what has none. */
export function QuotaMeters({ quota }: { quota: QuotaView }) {
  const limited = quotaResources.filter(resource => quota.limits[resource] !== null)
  const free = quotaResources.filter(resource => quota.limits[resource] === null && quota.used[resource] > 0)
  return (
    <>
      {limited.length > 0 && (
        <div className={classes.meters}>
          {limited.map(resource => {
            const limit = quota.limits[resource] ?? 0
            const used = quota.used[resource]
            return (
              <Meter
                key={resource}
                name={resourceNames[resource]}
                part={limit === 0 ? 1 : used / limit}
                words={`${amount(resource, used)} of ${amount(resource, limit)}`}
              />
            )
          })}
        </div>
      )}
      {free.length > 0 && (
        <dl className={classes.free}>
          {free.map(resource => (
            <div key={resource}>
              <dt>{resourceNames[resource]}</dt>
              <dd>{amount(resource, quota.used[resource])}</dd>
            </div>
          ))}
        </dl>
      )}
      {limited.length + free.length === 0 && <p className={classes.nothing}>Nothing is used, and nothing limited.</p>}
    </>
  )
}
