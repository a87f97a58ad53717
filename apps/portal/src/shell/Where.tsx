import type { LabId } from '@paddock/model'
import { useQuery } from '@tanstack/react-query'
import { Link, useLocation, useParams } from '@tanstack/react-router'
import { Fragment, type ReactNode } from 'react'
import { labQuery } from '../lab/labQuery.ts'
import { useMe } from '../session/useMe.ts'
import { placesOf } from './places.ts'
import classes from './TopBar.module.css'

/** Where the reader is: tenant, project, thing, each a link. */
export function Where() {
  const me = useMe()
  const { pathname } = useLocation()
  const { lab } = useParams({ strict: false }) as { lab?: LabId }
  const place = placesOf(me).find(each => each.to !== '/' && pathname.startsWith(each.to))
  const first = (
    <Link to="/" data-far>
      {me.tenant?.name ?? 'Installation'}
    </Link>
  )
  return (
    <nav className={classes.where} aria-label="Where you are">
      {lab === undefined ? (
        <Steps first={first}>{place && <span aria-current="page">{place.words}</span>}</Steps>
      ) : (
        <LabSteps lab={lab} first={first} />
      )}
    </nav>
  )
}

function LabSteps({ lab, first }: { lab: LabId; first: ReactNode }) {
  const { data, isError } = useQuery(labQuery(lab))
  return (
    <Steps first={first}>
      {data && (
        <Link to="/labs" search={{ project: data.project.id }} data-far>
          {data.project.name}
        </Link>
      )}
      {!data && isError ? (
        <Link to="/labs">Labs</Link>
      ) : (
        <Link to="/labs/$lab" params={{ lab }} aria-current="page">
          {data?.name ?? '…'}
        </Link>
      )}
    </Steps>
  )
}

function Steps({ first, children }: { first: ReactNode; children: ReactNode }) {
  const steps = (Array.isArray(children) ? children : [children]).filter(Boolean) as ReactNode[]
  return (
    <>
      {first}
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is told apart by how deep it is
        <Fragment key={at}>
          <span className={classes.slash} data-far aria-hidden="true">
            /
          </span>
          {step}
        </Fragment>
      ))}
    </>
  )
}
