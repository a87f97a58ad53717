import { Text } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { LabSummary } from '@paddock/sdk'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PowerButton } from '../power/PowerButton.tsx'
import { may } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { LabChip } from '../state/LabChip.tsx'
import { StateMark } from '../state/StateMark.tsx'
import { labLook } from '../state/states.ts'
import { VmDots } from '../state/VmDots.tsx'
import { count } from '../text/quantity.ts'
import { Thumbnail } from '../vm/Thumbnail.tsx'
import classes from './LabCard.module.css'
import { shortLabVerbs } from './labVerbs.ts'

type LabCardProps = {
  lab: LabSummary
  /** How many machines' screens are shown at most. */
  screens: 1 | 4
  choose?: ReactNode
  gone?: boolean
  chosen?: boolean
}

/** A lab with the screens of its machines. All of it leads to the lab, but for its buttons. */
export function LabCard({ lab, screens: screensAtMost, choose, gone = false, chosen = false }: LabCardProps) {
  const me = useMe()
  const live = lab.vms.filter(vm => vmCan.watch(vm.state))
  const screens = live.slice(0, screensAtMost)
  return (
    <article className={classes.card} data-lab={lab.id} data-gone={gone} data-chosen={chosen} aria-label={lab.name}>
      <div className={classes.screens} data-many={screens.length > 1} data-live={screens.length > 0} aria-hidden="true">
        {screens.map(vm => (
          <Thumbnail key={vm.id} vm={vm} everySeconds={screens.length > 1 ? 10 : 5} />
        ))}
        {screens.length === 0 && (
          <span className={classes.nothing}>
            <StateMark look={labLook(lab.state)} />
          </span>
        )}
      </div>
      {choose && <div className={classes.choose}>{choose}</div>}
      <div className={classes.words}>
        <Link to="/labs/$lab" params={{ lab: lab.id }} className={classes.link} title={lab.name}>
          {lab.name}
        </Link>
        <Text size="sm" c="dimmed" truncate className="numbers">
          {count(lab.vms.length, 'machine')} · {lab.project.name} · {lab.owner.name}
        </Text>
        {lab.reason && (
          <Text size="sm" c={lab.state === 'failed' ? 'var(--failed)' : 'dimmed'} lineClamp={2}>
            {lab.reason.message}
          </Text>
        )}
        {lab.vms.length > 1 && <VmDots vms={lab.vms} atMost={12} />}
      </div>
      <div className={classes.foot}>
        <LabChip lab={lab} />
        {!gone && may(me, 'lab.operate', lab.project.id) && lab.vms.length > 0 && lab.state !== 'deleting' && (
          <div className={classes.power}>
            <PowerButton verbs={shortLabVerbs(lab)} of={lab.name} size="xs" quiet />
          </div>
        )}
      </div>
    </article>
  )
}
