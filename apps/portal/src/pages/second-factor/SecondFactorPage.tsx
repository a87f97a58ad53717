import { Button, Paper, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { meQuery } from '../../session/meQuery.ts'
import { useSignOut } from '../../session/useSignOut.ts'
import { SetUpTotp } from '../../totp/SetUpTotp.tsx'
import classes from '../sign-in/SignInPage.module.css'

/** Where whoever owes their tenant a second factor sets it up, before anything else. */
export function SecondFactorPage() {
  useDocumentTitle('Second factor · Paddock')
  const { to } = useSearch({ from: '/signed-in/second-factor' })
  const queries = useQueryClient()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const goOn = async () => {
    await queries.fetchQuery({ ...meQuery, staleTime: 0 })
    await navigate({ href: to ?? '/', replace: true })
  }
  return (
    <main className={classes.page}>
      <Paper className={classes.box}>
        <Stack gap="md">
          <Title order={1}>Set up a second factor</Title>
          <Text>Your tenant asks everybody for one. Once yours is set up, you go on.</Text>
          <SetUpTotp done={goOn} />
          <Button variant="subtle" color="gray" loading={signOut.isPending} onClick={() => signOut.mutate()}>
            Sign out
          </Button>
        </Stack>
      </Paper>
    </main>
  )
}
