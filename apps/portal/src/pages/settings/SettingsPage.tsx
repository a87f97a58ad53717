import { Link, useSearch } from '@tanstack/react-router'
import { mayAnywhere } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { PageHead } from '../../shell/PageHead.tsx'
import { DoorForm } from './DoorForm.tsx'
import { InvitationList } from './InvitationList.tsx'
import { MailList } from './MailList.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { PeopleList } from './PeopleList.tsx'
import { RetentionForm } from './RetentionForm.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { SessionList } from './SessionList.tsx'
import classes from './Settings.module.css'
import { TokenList } from './TokenList.tsx'
import { WayList } from './WayList.tsx'

const parts = [
  { part: undefined, words: 'My account', needs: null },
  { part: 'people', words: 'People', needs: 'user.manage' },
  { part: 'sign-in', words: 'Sign-in', needs: 'user.manage' },
  { part: 'mail', words: 'Mail', needs: 'tenant.manage' },
  { part: 'audit', words: 'Audit', needs: 'audit.manage' },
] as const

/** What a person sets about themselves, and an administrator about the tenant's people. */
export function SettingsPage() {
  const me = useMe()
  const asked = useSearch({ from: '/signed-in/shell/settings' }).part
  const mine = parts.filter(({ needs }) => needs === null || mayAnywhere(me, needs))
  const shown = mine.find(({ part }) => part === asked)?.part
  return (
    <>
      <PageHead title="Settings" />
      {mine.length > 1 && (
        <nav className={classes.parts} aria-label="Settings">
          {mine.map(({ part, words }) => (
            <Link
              key={words}
              to="/settings"
              search={part ? { part } : {}}
              className={classes.part}
              activeOptions={{ exact: true }}
            >
              {words}
            </Link>
          ))}
        </nav>
      )}
      {shown === undefined && (
        <>
          <SessionList />
          <TokenList />
          <SecondFactor />
          <PasswordForm />
        </>
      )}
      {shown === 'people' && (
        <>
          <PeopleList />
          <InvitationList />
        </>
      )}
      {shown === 'mail' && <MailList />}
      {shown === 'audit' && <RetentionForm />}
      {shown === 'sign-in' && (
        <>
          <DoorForm />
          <WayList />
        </>
      )}
    </>
  )
}
