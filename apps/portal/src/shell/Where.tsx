import type { LabId } from '@paddock/model'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useParams } from '@tanstack/react-router'
import { labQuery } from '../lab/labQuery.ts'
import { useMe } from '../session/useMe.ts'
import classes from './Shell.module.css'

const names: Record<string, string> = { labs: 'Labs', templates: 'Templates', hosts: 'Hosts' }

/** Where the reader is: tenant, place, thing. */
export function Where() {
  const me = useMe()
  const { pathname } = useLocation()
  const place = pathname.split('/')[1] ?? ''
  const { lab } = useParams({ strict: false }) as { lab?: LabId }
  return (
    <nav className={classes.where} aria-label="Where you are">
      <Link to="/" data-far>
        {me.tenant?.name ?? 'Installation'}
      </Link>
      <span className={classes.slash} data-far aria-hidden="true">
        /
      </span>
      {lab === undefined ? (
        <span aria-current="page">{names[place] ?? ''}</span>
      ) : (
        <>
          <Link to="/labs" activeOptions={{ exact: true }}>
            Labs
          </Link>
          <span className={classes.slash} aria-hidden="true">
            /
          </span>
          <LabName lab={lab} />
        </>
      )}
    </nav>
  )
}

function LabName({ lab }: { lab: LabId }) {
  const { data } = useQuery(labQuery(lab))
  return <span aria-current="page">{data?.name ?? '…'}</span>
}
