import { Badge, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { TokenView } from '@paddock/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { showProblem } from '../../problem/showProblem.tsx'
import { projectsQuery } from '../../project/projectsQuery.ts'
import { Empty } from '../../shell/Empty.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { Ago } from '../../text/Ago.tsx'
import { list } from '../../text/quantity.ts'
import { tell } from '../../text/tell.tsx'
import { tokensQuery } from '../../token/tokensQuery.ts'
import { CreateTokenDialog } from './CreateTokenDialog.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** What the person's programs sign in with. */
export function TokenList() {
  const queries = useQueryClient()
  const tokens = useQuery(tokensQuery)
  const projects = useQuery(projectsQuery)
  const [opened, { open, close }] = useDisclosure()
  const remove = useMutation({
    mutationFn: (token: TokenView) => paddock.token.delete({ token: token.id }),
    onSuccess: (_, token) => tell(`The token ${token.name} has ended.`),
    onError: showProblem,
    onSettled: () => queries.invalidateQueries(tokensQuery),
  })
  const where = (token: TokenView): string => {
    if (token.projectIds === null) return 'everywhere'
    const names = token.projectIds.map(
      id => projects.data?.find(project => project.id === id)?.name ?? 'another project',
    )
    return `in ${list(names)}`
  }
  return (
    <Section
      title="API tokens"
      says="What your programs sign in with, instead of your password. None does more than you may."
      action={
        <Button variant="default" onClick={open}>
          Make a token
        </Button>
      }
    >
      {tokens.isPending && <Waiting rows={1} />}
      <ReadProblem of={tokens} />
      {tokens.data?.length === 0 && <Empty>You have no tokens.</Empty>}
      <ul className={classes.list} hidden={!tokens.data?.length}>
        {tokens.data?.map(token => (
          <li key={token.id}>
            <div className={classes.words}>
              <strong>{token.name}</strong>
              <span className="soft">
                {token.permissions?.join(', ') ?? 'All that you may'} · {where(token)}
              </span>
              <span className="soft">
                {token.lastUsedAt === null ? (
                  'Never used'
                ) : (
                  <>
                    Used <Ago moment={token.lastUsedAt} inherit /> from {token.lastUsedAddress}
                  </>
                )}{' '}
                · expires {new Date(token.expiresAt).toLocaleDateString(undefined, { dateStyle: 'medium' })}
              </span>
            </div>
            {Date.parse(token.expiresAt) < Date.now() && (
              <Badge color="gray" variant="light" tt="none">
                Expired
              </Badge>
            )}
            <Button
              variant="default"
              size="xs"
              aria-label={`End the token ${token.name}`}
              onClick={() => remove.mutate(token)}
            >
              End
            </Button>
          </li>
        ))}
      </ul>
      <CreateTokenDialog opened={opened} close={close} />
    </Section>
  )
}
