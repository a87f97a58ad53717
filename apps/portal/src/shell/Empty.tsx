import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './Empty.module.css'

/** An empty place: one sentence, and the one action that fills it. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <Text c="dimmed" maw={420}>
        {children}
      </Text>
      {action}
    </div>
  )
}
