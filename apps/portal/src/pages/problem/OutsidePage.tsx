import type { ReactNode } from 'react'
import { Brand } from '../../shell/Brand.tsx'
import classes from './OutsidePage.module.css'

/** What is seen while it is not known who is there: Paddock's name, and below it why. */
export function OutsidePage({ children }: { children: ReactNode }) {
  return (
    <main className={classes.page}>
      <Brand />
      {children}
    </main>
  )
}
