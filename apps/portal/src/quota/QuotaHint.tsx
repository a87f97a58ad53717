import { type ProjectId, quotaFill, quotaResources } from '@paddock/model'
import type { QuotaView } from '@paddock/sdk'
import { useQuery } from '@tanstack/react-query'
import { useMe } from '../session/useMe.ts'
import { Meter } from '../text/Meter.tsx'
import { amount, resourceNames } from './amount.ts'
import classes from './Quota.module.css'
import { quotasQuery } from './quotasQuery.ts'

/** Where a lab is made or started: the quotas that are nearly used up, of the person, the project and the tenant. Nothing while there is room. */
export function QuotaHint({ project }: { project: ProjectId }) {
  const me = useMe()
  const own = useQuery(quotasQuery('user')).data?.find(one => one.id === me.user.id)
  const ofProject = useQuery(quotasQuery('project')).data?.find(one => one.id === project)
  const tenant = useQuery(quotasQuery('tenant')).data?.[0]
  const tight = [own, ofProject, tenant].flatMap(quota => (quota === undefined ? [] : tightOf(quota)))
  if (tight.length === 0) return null
  return (
    <div className={classes.hint} role="status">
      {tight.map(({ quota, resource }) => {
        const [used, limit] = [quota.used[resource], quota.limits[resource] ?? 0]
        const whose = quota.kind === 'user' ? 'Yours' : quota.name
        return (
          <Meter
            key={`${quota.kind} ${resource}`}
            name={`${whose}: ${resourceNames[resource].toLowerCase()}`}
            part={limit === 0 ? 1 : used / limit}
            words={`${amount(resource, used)} of ${amount(resource, limit)}`}
          />
        )
      })}
    </div>
  )
}

const tightOf = (quota: QuotaView) =>
  quotaResources
    .filter(resource => quotaFill(quota.used[resource], quota.limits[resource]) !== 'free')
    .map(resource => ({ quota, resource }))
