import { Anchor, Paper, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { meQuery } from '../../session/meQuery.ts'
import { rememberTenant } from '../../session/tenantSlug.ts'
import { takeWay } from '../../way/wayUnderWay.ts'
import classes from './SignInPage.module.css'

/** Where an identity provider sends people back to. */
export function BackPage() {
  useDocumentTitle('Sign in · Paddock')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [problem, setProblem] = useState<unknown>(null)
  const begun = useRef(false)
  useEffect(() => {
    // Once: what came back is good once.
    if (begun.current) return
    begun.current = true
    const way = takeWay()
    if (way === null) return setProblem(new Error('This tab did not begin to sign in. Begin at the door.'))
    paddock.way
      .finish({ ticket: way.ticket, answer: window.location.search })
      .then(({ me }) => {
        rememberTenant(way.tenant)
        queries.clear()
        queries.setQueryData(meQuery.queryKey, me)
        return navigate({ href: way.to, replace: true })
      })
      .catch(setProblem)
  }, [navigate, queries])
  return (
    <main className={classes.page}>
      <Paper className={classes.box}>
        <Stack gap="md">
          <Title order={1}>Sign in to Paddock</Title>
          {problem === null ? <Text>You are being signed in.</Text> : <ProblemAlert error={problem} />}
          {problem !== null && (
            <Anchor size="sm" renderRoot={props => <Link to="/sign-in" {...props} />}>
              Back to sign-in
            </Anchor>
          )}
        </Stack>
      </Paper>
    </main>
  )
}
