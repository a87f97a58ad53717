import { Paper, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { FormEvent, ReactNode } from 'react'
import classes from '../sign-in/SignInPage.module.css'

type DoorFrameProps = { title: string; submit?: () => void; children: ReactNode }

/** A page before the door: one box, and in it one form. */
export function DoorFrame({ title, submit, children }: DoorFrameProps) {
  useDocumentTitle(`${title} · Paddock`)
  const send = (event: FormEvent) => {
    event.preventDefault()
    submit?.()
  }
  return (
    <main className={classes.page}>
      <Paper className={classes.box} component="form" onSubmit={send} aria-labelledby="door">
        <Stack gap="md">
          <div className={classes.head}>
            <img src="/favicon.svg" alt="" width={32} height={32} />
            <Title order={1} id="door">
              {title}
            </Title>
          </div>
          {children}
        </Stack>
      </Paper>
    </main>
  )
}
