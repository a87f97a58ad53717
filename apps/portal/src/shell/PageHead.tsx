import { Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import classes from './PageHead.module.css'

type PageHeadProps = { title: string; beside?: ReactNode; under?: ReactNode; actions?: ReactNode }

/** A page's name, what stands beside and under it, and what can be done. */
export function PageHead({ title, beside, under, actions }: PageHeadProps) {
  useDocumentTitle(`${title} · Paddock`)
  return (
    <div className={classes.head}>
      <div className={classes.words}>
        <div className={classes.line}>
          <Title order={1}>{title}</Title>
          {beside}
        </div>
        {under}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  )
}
