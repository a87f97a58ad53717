import { ActionIcon, Badge, Menu } from '@mantine/core'
import type { Role } from '@paddock/model'
import type { UserView } from '@paddock/sdk'
import { IconDots } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { showProblem } from '../../problem/showProblem.tsx'
import { useMe } from '../../session/useMe.ts'
import { Ago } from '../../text/Ago.tsx'
import { tell } from '../../text/tell.tsx'
import { usersQuery } from '../../user/usersQuery.ts'
import classes from './Settings.module.css'

const roleWords = {
  administrator: 'Administrator',
  member: 'Member of all projects',
  viewer: 'Viewer of all projects',
} as const satisfies Record<Role, string>

/** A person of the tenant, and what an administrator may do about their sign-in. */
export function PersonRow({ person }: { person: UserView }) {
  const me = useMe()
  const queries = useQueryClient()
  const act = useMutation({
    mutationFn: ({ run }: { run: () => Promise<unknown>; said: string }) => run(),
    onSuccess: (_, { said }) => tell(said),
    onError: showProblem,
    onSettled: () => queries.invalidateQueries(usersQuery),
  })
  const { id: user, name } = person
  const update = (change: { role?: 'administrator' | null; disabled?: boolean }) => () =>
    paddock.user.update({ user, ...change }, { ifMatch: person.revision })
  const item = (words: string, run: () => Promise<unknown>, said: string) => (
    <Menu.Item onClick={() => act.mutate({ run, said })}>{words}</Menu.Item>
  )
  const isAdministrator = person.role === 'administrator'
  return (
    <li>
      <div className={classes.words}>
        <strong>{name}</strong>
        <span className="soft">{person.email}</span>
        <span className="soft">
          {person.role === null ? 'Roles by project' : roleWords[person.role]} ·{' '}
          {person.lastSignInAt === null ? (
            'never signed in'
          ) : (
            <>
              signed in <Ago moment={person.lastSignInAt} inherit />
            </>
          )}
        </span>
      </div>
      {person.disabled && (
        <Badge color="gray" variant="light" tt="none">
          May not sign in
        </Badge>
      )}
      {person.lockedUntil && (
        <Badge color="red" variant="light" tt="none">
          Shut out by wrong passwords
        </Badge>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={`More about ${name}`} loading={act.isPending}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {person.lockedUntil &&
            item('Let them try again', () => paddock.user.unlock({ user }), `${name} may try again.`)}
          {person.totpOn &&
            item(
              'Turn off their second factor',
              () => paddock.user.endTotp({ user }),
              `${name} signs in without a second factor.`,
            )}
          {item('End all sessions', () => paddock.user.endSessions({ user }), `${name} is signed in nowhere any more.`)}
          {isAdministrator
            ? item('Take the administrator’s role', update({ role: null }), `${name} is no administrator any more.`)
            : item('Make administrator', update({ role: 'administrator' }), `${name} is administrator now.`)}
          {person.disabled
            ? item('Let them sign in', update({ disabled: false }), `${name} may sign in again.`)
            : person.id !== me.user.id &&
              item('Shut them out', update({ disabled: true }), `${name} may not sign in any more.`)}
        </Menu.Dropdown>
      </Menu>
    </li>
  )
}
