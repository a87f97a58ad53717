import { Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './Settings.module.css'

type SectionProps = { title: string; says: string; action?: ReactNode; children: ReactNode }

/** A part of the settings: its name, what it is for, what can be done, and the things themselves. */
export function Section({ title, says, action, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes.section}>
      <div className={classes.head}>
        <div>
          <Title order={2} id={id}>
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {says}
          </Text>
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
