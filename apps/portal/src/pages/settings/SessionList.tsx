import { Badge, Button } from '@mantine/core'
import type { SessionId } from '@paddock/model'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { showProblem } from '../../problem/showProblem.tsx'
import { sessionsQuery } from '../../session/sessionsQuery.ts'
import { Waiting } from '../../shell/Waiting.tsx'
import { Ago } from '../../text/Ago.tsx'
import { tell } from '../../text/tell.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** Where the person is signed in; each can be ended. */
export function SessionList() {
  const queries = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const after = { onError: showProblem, onSettled: () => queries.invalidateQueries(sessionsQuery) }
  const end = useMutation({ mutationFn: (session: SessionId) => paddock.session.end({ session }), ...after })
  const endOthers = useMutation({
    mutationFn: () => paddock.session.endOthers(),
    ...after,
    onSuccess: () => tell('All other sessions have ended.'),
  })
  const others = sessions.data?.filter(session => !session.current) ?? []
  return (
    <Section
      title="Sessions"
      says="Where you are signed in. Ending one closes the consoles that are open in it."
      action={
        others.length > 0 && (
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            End all others
          </Button>
        )
      }
    >
      {sessions.isPending && <Waiting rows={2} />}
      {sessions.error && <ProblemAlert error={sessions.error} />}
      <ul className={classes.list} hidden={!sessions.data?.length}>
        {sessions.data?.map(session => (
          <li key={session.id}>
            <div className={classes.words}>
              <strong>{session.client}</strong>
              <span className="soft">
                from {session.address} · begun <Ago moment={session.createdAt} inherit /> · used{' '}
                <Ago moment={session.lastUsedAt} inherit />
              </span>
            </div>
            {session.current ? (
              <Badge variant="light" tt="none">
                This one
              </Badge>
            ) : (
              <Button
                variant="default"
                size="xs"
                aria-label={`End the session with ${session.client}`}
                onClick={() => end.mutate(session.id)}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
