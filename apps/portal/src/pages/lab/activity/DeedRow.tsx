import { Text } from '@mantine/core'
import type { LabDeed } from '@paddock/sdk'
import { deedWords } from '../../../activity/deedWords.ts'
import { StateMark } from '../../../state/StateMark.tsx'
import state from '../../../state/state.module.css'
import { Ago } from '../../../text/Ago.tsx'
import classes from './ActivityTab.module.css'

/** One record: who did what with what, when, and how it went. */
export function DeedRow({ deed }: { deed: LabDeed }) {
  const done = deed.outcome === 'done'
  const look = done ? 'running' : deed.outcome === 'refused' ? 'unknown' : 'failed'
  return (
    <li className={classes.deed}>
      <span className={state.dot} data-look={look}>
        <StateMark look={look} />
      </span>
      <div className={classes.what}>
        <Text>
          <strong>{deed.actor?.name ?? 'Somebody'}</strong> {deedWords(deed.action, done)}{' '}
          {deed.subject && <strong>{deed.subject.name || deed.subject.kind}</strong>}
        </Text>
        {!done && (
          <Text size="sm" c="dimmed">
            {deed.outcome === 'refused' ? 'Refused' : 'Failed'}:{' '}
            <span className="mono">
              {deed.code} · {deed.requestId}
            </span>
          </Text>
        )}
      </div>
      <Text size="sm" c="dimmed" className={classes.when}>
        <Ago moment={deed.at} inherit />
      </Text>
    </li>
  )
}
