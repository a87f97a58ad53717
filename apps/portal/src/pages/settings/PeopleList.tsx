import { Button, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { usersQuery } from '../../user/usersQuery.ts'
import { CreatePersonDialog } from './CreatePersonDialog.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { PersonRow } from './PersonRow.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** The people of the tenant. */
export function PeopleList() {
  const users = useInfiniteQuery(usersQuery)
  const [opened, { open, close }] = useDisclosure()
  const [inviting, invites] = useDisclosure()
  const people = users.data?.pages.flatMap(page => page.items) ?? []
  return (
    <Section
      title="People"
      says="Who may sign in to your tenant, and what they may do in all of it. The command “paddock project admit” gives a role in one project."
      action={
        <Group gap="xs">
          <Button variant="default" onClick={open}>
            Add a person
          </Button>
          <Button onClick={invites.open}>Invite a person</Button>
        </Group>
      }
    >
      {users.isPending && <Waiting rows={3} />}
      <ReadProblem of={users} />
      <ul className={classes.list} hidden={people.length === 0}>
        {people.map(person => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      {users.hasNextPage && (
        <Button variant="default" mt="sm" loading={users.isFetchingNextPage} onClick={() => void users.fetchNextPage()}>
          Show more
        </Button>
      )}
      <CreatePersonDialog opened={opened} close={close} />
      <InviteDialog opened={inviting} close={invites.close} />
    </Section>
  )
}
