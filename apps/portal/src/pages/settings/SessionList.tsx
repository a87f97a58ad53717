import { Badge, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { SessionId } from '@paddock/model'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { ReadProblem } from '../../problem/ReadProblem.tsx'
import { showProblem } from '../../problem/showProblem.tsx'
import { sessionsQuery } from '../../session/sessionsQuery.ts'
import { Waiting } from '../../shell/Waiting.tsx'
import { Ago } from '../../text/Ago.tsx'
import { count } from '../../text/quantity.ts'
import { tell } from '../../text/tell.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

/** Programs and browsers of a year: the newest are those that somebody looks for. */
const shownAtFirst = 6

/** Where the person is signed in; each can be ended. */
export function SessionList() {
  const queries = useQueryClient()
  const [all, { open: showAll }] = useDisclosure()
  const sessions = useQuery(sessionsQuery)
  const after = { onError: showProblem, onSettled: () => queries.invalidateQueries(sessionsQuery) }
  const end = useMutation({ mutationFn: (session: SessionId) => paddock.session.end({ session }), ...after })
  const endOthers = useMutation({
    mutationFn: () => paddock.session.endOthers(),
    ...after,
    onSuccess: () => tell('All other sessions have ended.'),
  })
  const others = sessions.data?.filter(session => !session.current) ?? []
  const listed = [...(sessions.data?.filter(session => session.current) ?? []), ...others]
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
      <ReadProblem of={sessions} />
      <ul className={classes.list} hidden={listed.length === 0}>
        {listed.slice(0, all ? listed.length : shownAtFirst).map(session => (
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
      {!all && listed.length > shownAtFirst && (
        <Button variant="subtle" size="xs" mt={6} onClick={showAll}>
          Show {count(listed.length - shownAtFirst, 'more session')}
        </Button>
      )}
    </Section>
  )
}
