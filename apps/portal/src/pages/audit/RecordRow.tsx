import { Button, Text } from '@mantine/core'
import type { AuditView } from '@paddock/sdk'
import { StateMark } from '../../state/StateMark.tsx'
import state from '../../state/state.module.css'
import { Ago } from '../../text/Ago.tsx'
import type { Ask } from './AuditFilters.tsx'
import classes from './AuditPage.module.css'

/** One record. It opens to all that it says, each part of which the list can be narrowed down to. */
export function RecordRow({ record, ask }: { record: AuditView; ask: Ask }) {
  const { actor, subject, outcome, code } = record
  const look = outcome === 'done' ? 'running' : outcome === 'refused' ? 'unknown' : 'failed'
  return (
    <li>
      <details className={classes.record}>
        <summary>
          <span className={state.dot} data-look={look}>
            <StateMark look={look} />
          </span>
          <span className={classes.what}>
            <strong>{actor?.name ?? 'Somebody'}</strong> <span className="mono">{record.action}</span>{' '}
            {subject && (subject.name || subject.kind)}
            {outcome !== 'done' && (
              <Text span c="dimmed">
                {' '}
                · {outcome === 'refused' ? 'Refused' : 'Failed'}: {code}
              </Text>
            )}
          </span>
          <Text span size="sm" c="dimmed" className={classes.when}>
            <Ago moment={record.at} inherit />
          </Text>
        </summary>
        <dl className={classes.facts}>
          <Fact name="When">
            {new Date(record.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })}
          </Fact>
          {actor && (
            <Fact name="Who" only={() => ask({ actor: actor.id })}>
              {actor.name} <span className="mono">{actor.id}</span>
            </Fact>
          )}
          <Fact name="Action" only={() => ask({ action: record.action })}>
            <span className="mono">{record.action}</span>
          </Fact>
          {subject && (
            <Fact name="To" only={() => ask({ subject: subject.id || subject.name })}>
              {subject.kind} {subject.name} <span className="mono">{subject.id}</span>
            </Fact>
          )}
          <Fact name="From" only={() => ask({ address: record.address })}>
            <span className="mono">{record.address}</span>
          </Fact>
          <Fact name="Outcome">
            {outcome}
            {code !== null && <span className="mono"> {code}</span>}
          </Fact>
          {record.changes.length > 0 && (
            <Fact name="Changed">
              <ul className={classes.changes}>
                {record.changes.map(({ field, before, after }) => (
                  <li key={field}>
                    <span className="mono">{field}</span>: <Value of={before} /> → <Value of={after} />
                  </li>
                ))}
              </ul>
            </Fact>
          )}
          <Fact name="Request">
            <span className="mono">{record.requestId}</span>
          </Fact>
        </dl>
      </details>
    </li>
  )
}

function Value({ of }: { of: string | null }) {
  return of ? (
    <span>{of}</span>
  ) : (
    <Text span c="dimmed">
      nothing
    </Text>
  )
}

function Fact({ name, only, children }: { name: string; only?: () => void; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {children}
        {only && (
          <Button variant="subtle" size="compact-xs" onClick={only} aria-label={`Only this: ${name.toLowerCase()}`}>
            Only this
          </Button>
        )}
      </dd>
    </div>
  )
}
