import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { WayView } from '@paddock/sdk'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { LossDialog } from '../../shell/LossDialog.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { tell } from '../../text/tell.tsx'
import { waysQuery } from '../../way/waysQuery.ts'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'
import { WayDialog } from './WayDialog.tsx'

/** The ways in besides passwords. */
export function WayList() {
  const ways = useQuery(waysQuery)
  const [way, setWay] = useState<WayView>()
  const [editing, edit] = useDisclosure()
  const [removing, remove] = useDisclosure()
  const about = (open: () => void, which?: WayView) => () => {
    setWay(which)
    open()
  }
  return (
    <Section
      title="Identity providers"
      says="People sign in with the account that they have elsewhere (OpenID Connect), besides passwords."
      action={
        <Button variant="default" onClick={about(edit.open)}>
          Add a provider
        </Button>
      }
    >
      {ways.isPending && <Waiting rows={1} />}
      {ways.error && <ProblemAlert error={ways.error} />}
      {ways.data?.length === 0 && <Empty>Your people sign in with passwords only.</Empty>}
      <ul className={classes.list} hidden={!ways.data?.length}>
        {ways.data?.map(each => (
          <li key={each.id}>
            <div className={classes.words}>
              <strong>{each.name}</strong>
              <span className="soft">{each.issuer}</span>
              <span className="soft">
                {each.groupRoles.map(({ group, role }) => `${group}: ${role}`).join(' · ')}
                {each.groupRoles.length > 0 && each.admitsEverybody && ' · '}
                {each.admitsEverybody && 'everybody else: roles by project'}
              </span>
              <span className="soft">sends people back to {each.redirectUri}</span>
            </div>
            <Group gap="xs">
              <Button
                variant="default"
                size="xs"
                aria-label={`Change the provider ${each.name}`}
                onClick={about(edit.open, each)}
              >
                Change
              </Button>
              <Button
                variant="default"
                size="xs"
                aria-label={`Remove the provider ${each.name}`}
                onClick={about(remove.open, each)}
              >
                Remove
              </Button>
            </Group>
          </li>
        ))}
      </ul>
      <WayDialog way={way} opened={editing} close={edit.close} />
      {way && <RemoveWayDialog way={way} opened={removing} close={remove.close} />}
    </Section>
  )
}

function RemoveWayDialog({ way, ...rest }: { way: WayView; opened: boolean; close: () => void }) {
  const queries = useQueryClient()
  return (
    <LossDialog
      {...rest}
      title={`Remove the provider ${way.name}?`}
      losses={['Its button at your door', 'The client and its secret, which would have to be given again']}
      comfort="Whoever came by it keeps their account, roles and sessions. To come again they need another way in, or a password."
      words="Remove the provider"
      act={async () => {
        await paddock.way.delete({ way: way.id })
        tell(`Nobody signs in with ${way.name} any more.`)
        await queries.invalidateQueries(waysQuery)
      }}
    />
  )
}
