import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { WayView } from '@paddock/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { showProblem } from '../../problem/showProblem.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { tell } from '../../text/tell.tsx'
import { waysQuery } from '../../way/waysQuery.ts'
import { CreateWayDialog } from './CreateWayDialog.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** The ways in besides passwords. */
export function WayList() {
  const queries = useQueryClient()
  const ways = useQuery(waysQuery)
  const [opened, { open, close }] = useDisclosure()
  const remove = useMutation({
    mutationFn: ({ id }: WayView) => paddock.way.delete({ way: id }),
    onSuccess: (_, { name }) => tell(`Nobody signs in with ${name} any more.`),
    onError: showProblem,
    onSettled: () => queries.invalidateQueries(waysQuery),
  })
  return (
    <Section
      title="Identity providers"
      says="People sign in with the account that they have elsewhere (OpenID Connect), besides passwords."
      action={
        <Button variant="default" onClick={open}>
          Add a provider
        </Button>
      }
    >
      {ways.isPending && <Waiting rows={1} />}
      {ways.error && <ProblemAlert error={ways.error} />}
      {ways.data?.length === 0 && <Empty>Your people sign in with passwords only.</Empty>}
      <ul className={classes.list} hidden={!ways.data?.length}>
        {ways.data?.map(way => (
          <li key={way.id}>
            <div className={classes.words}>
              <strong>{way.name}</strong>
              <span className="soft">{way.issuer}</span>
              <span className="soft">
                {way.groupRoles.map(({ group, role }) => `${group}: ${role}`).join(' · ')}
                {way.groupRoles.length > 0 && way.admitsEverybody && ' · '}
                {way.admitsEverybody && 'everybody else: roles by project'}
              </span>
              <span className="soft">sends people back to {way.redirectUri}</span>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={`Remove the provider ${way.name}`}
              onClick={() => remove.mutate(way)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <CreateWayDialog opened={opened} close={close} />
    </Section>
  )
}
