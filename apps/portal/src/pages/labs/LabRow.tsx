import { Text } from '@mantine/core'
import type { LabSummary } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import { labVerbs } from '../../lab/labVerbs.ts'
import { PowerButton } from '../../power/PowerButton.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { LabChip } from '../../state/LabChip.tsx'
import { VmDots } from '../../state/VmDots.tsx'
import { Ago } from '../../text/Ago.tsx'
import { count, memory } from '../../text/quantity.ts'
import classes from './LabsPage.module.css'

/** A lab in the list. All of the row leads to it, but for its buttons. */
export function LabRow({ lab }: { lab: LabSummary }) {
  const me = useMe()
  return (
    <li className={classes.row}>
      <div className={classes.name}>
        <Link to="/labs/$lab" params={{ lab: lab.id }} className={classes.link}>
          {lab.name}
        </Link>
        <Text size="sm" c="dimmed" truncate>
          {lab.project.name} · {lab.owner.name} · <Ago moment={lab.createdAt} inherit />
        </Text>
        {lab.reason && (
          <Text size="sm" c={lab.state === 'failed' ? 'var(--failed)' : 'dimmed'} lineClamp={2}>
            {lab.reason.message}
          </Text>
        )}
      </div>
      <div className={classes.state}>
        <LabChip lab={lab} />
      </div>
      <div className={classes.size}>
        <VmDots vms={lab.vms} />
        <Text size="sm" c="dimmed" className="numbers">
          {count(lab.vms.length, 'machine')} · {count(lab.networkCount, 'network')} · {memory(lab.memoryMiB)}
        </Text>
      </div>
      <div className={classes.power}>
        {may(me, 'lab.operate', lab.project.id) && lab.vms.length > 0 && lab.state !== 'deleting' && (
          <PowerButton verbs={labVerbs(lab).map(short)} of={lab.name} quiet />
        )}
      </div>
    </li>
  )
}

/** In a row the machines stand beside the button: "Start" is enough. */
const short = <V extends { words: string }>(verb: V): V => ({
  ...verb,
  words: verb.words.replace(/ [\d,]+ machines?$/, ''),
})
