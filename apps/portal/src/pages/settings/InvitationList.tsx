import { Badge, Button } from '@mantine/core'
import type { InvitationView } from '@paddock/sdk'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { invitationsQuery } from '../../invitation/invitationsQuery.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { showProblem } from '../../problem/showProblem.tsx'
import { Ago } from '../../text/Ago.tsx'
import { tell } from '../../text/tell.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** Who was invited and has not come yet. Nothing is there when nobody is waited for. */
export function InvitationList() {
  const queries = useQueryClient()
  const invitations = useQuery(invitationsQuery)
  const remove = useMutation({
    mutationFn: ({ id }: InvitationView) => paddock.invitation.delete({ invitation: id }),
    onSuccess: (_, { name }) => tell(`The invitation of ${name} is over.`),
    onError: showProblem,
    onSettled: () => queries.invalidateQueries(invitationsQuery),
  })
  if (invitations.error) return <ProblemAlert error={invitations.error} />
  if (!invitations.data?.length) return null
  return (
    <Section title="Invited" says="Their links are good once, for seven days. Inviting somebody again sends a new one.">
      <ul className={classes.list}>
        {invitations.data.map(invitation => (
          <li key={invitation.id}>
            <div className={classes.words}>
              <strong>{invitation.name}</strong>
              <span className="soft">{invitation.email}</span>
              <span className="soft">
                by {invitation.invitedBy}, <Ago moment={invitation.createdAt} inherit />
              </span>
            </div>
            {Date.parse(invitation.expiresAt) < Date.now() && (
              <Badge color="gray" variant="light" tt="none">
                Too old
              </Badge>
            )}
            <Button
              variant="default"
              size="xs"
              aria-label={`Take back the invitation of ${invitation.name}`}
              onClick={() => remove.mutate(invitation)}
            >
              Take back
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
