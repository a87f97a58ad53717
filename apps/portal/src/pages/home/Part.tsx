import { Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useId } from 'react'
import type { LabsSearch } from '../labs/labsSearch.ts'
import classes from './Home.module.css'

type PartProps = {
  title: string
  to?: '/labs' | '/library' | '/hosts'
  search?: LabsSearch
  /** Words of the way to all of them. */
  all?: string | false
  children: ReactNode
}

/** A part of home with its name, and the way to all of what it shows some of. */
export function Part({ title, to, search = {}, all, children }: PartProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes.part}>
      <div className={classes.head}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {to && all && (
          <Link to={to} search={search} className={classes.all}>
            {all}
          </Link>
        )}
      </div>
      {children}
    </section>
  )
}
