import { Anchor, Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { PaddockProblem } from '@paddock/sdk'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { meQuery } from '../../session/meQuery.ts'
import { lastTenant, rememberTenant } from '../../session/tenantSlug.ts'
import { CodeStep } from './CodeStep.tsx'
import classes from './SignInPage.module.css'
import { WayButtons } from './WayButtons.tsx'

export function SignInPage() {
  useDocumentTitle('Sign in · Paddock')
  const asked = useSearch({ from: '/sign-in' })
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [tenant, setTenant] = useState(asked.tenant ?? lastTenant())
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string | null>(null)

  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    const fields = [...(form.current?.querySelectorAll('input') ?? [])]
    fields.find(field => field.value === '')?.focus()
  }, [])

  const signIn = useMutation({
    mutationFn: () =>
      paddock.session.create({
        ...(tenant ? { tenant } : {}),
        email: email.trim(),
        password,
        ...(code ? { code } : {}),
      }),
    onError: problem => {
      if (problem instanceof PaddockProblem && problem.code === 'code-needed') setCode('')
    },
    onSuccess: async ({ me }) => {
      rememberTenant(tenant)
      queries.clear()
      queries.setQueryData(meQuery.queryKey, me)
      await navigate({ href: asked.to ?? '/', replace: true })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    signIn.mutate()
  }
  const wrong = signIn.error instanceof PaddockProblem && signIn.error.code === 'wrong-credentials'

  const back = () => {
    setCode(null)
    signIn.reset()
  }
  if (code !== null)
    return (
      <CodeStep
        code={code}
        change={setCode}
        submit={submit}
        back={back}
        pending={signIn.isPending}
        // That a code is needed is what this step is for.
        error={signIn.error instanceof PaddockProblem && signIn.error.code === 'code-needed' ? null : signIn.error}
      />
    )

  return (
    <main className={classes.page}>
      <Paper className={classes.box} component="form" ref={form} onSubmit={submit} aria-labelledby="door">
        <Stack gap="md">
          <div className={classes.head}>
            <img src="/favicon.svg" alt="" width={32} height={32} />
            <Title order={1} id="door">
              Sign in to Paddock
            </Title>
          </div>
          {signIn.error && <ProblemAlert error={signIn.error} />}
          <TextInput
            label="Tenant"
            description="Leave it empty at the operators’ door."
            value={tenant}
            onChange={event => setTenant(event.currentTarget.value.trim().toLowerCase())}
            autoComplete="organization"
            autoCapitalize="none"
            spellCheck={false}
          />
          <TextInput
            label="E-mail"
            type="email"
            required
            withAsterisk={false}
            value={email}
            onChange={event => setEmail(event.currentTarget.value)}
            autoComplete="username"
            aria-invalid={wrong}
          />
          <PasswordInput
            label="Password"
            required
            withAsterisk={false}
            value={password}
            onChange={event => setPassword(event.currentTarget.value)}
            autoComplete="current-password"
            aria-invalid={wrong}
          />
          <Button type="submit" loading={signIn.isPending} fullWidth size="md">
            Sign in
          </Button>
          <WayButtons tenant={tenant} to={asked.to ?? '/'} />
          <Text size="sm" c="dimmed">
            <Anchor
              inherit
              underline="always"
              renderRoot={props => <Link to="/forgot" search={tenant ? { tenant } : {}} {...props} />}
            >
              Forgotten your password?
            </Anchor>{' '}
            No account? An administrator of your tenant invites you. The{' '}
            <Anchor href="/v1/openapi.json" inherit underline="always">
              API
            </Anchor>{' '}
            takes the same e-mail and password.
          </Text>
        </Stack>
      </Paper>
    </main>
  )
}
