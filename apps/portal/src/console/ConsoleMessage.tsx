import { Button } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { paddock } from '../api/paddock.ts'
import { showProblem } from '../problem/showProblem.tsx'
import { may } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { StateMark } from '../state/StateMark.tsx'
import { type Look, vmLook } from '../state/states.ts'
import classes from './Console.module.css'
import { Elapsed } from './Elapsed.tsx'
import type { Connection } from './useReconnect.ts'
import { whyNothing } from './whyNothing.ts'

type ConsoleMessageProps = { lab: LabView; vm: VmView; connection: Connection; again: () => void }

/** Why there is nothing to see, and what helps. Nothing while there is. */
export function ConsoleMessage({ lab, vm, connection, again }: ConsoleMessageProps) {
  const me = useMe()
  const start = useMutation({ mutationFn: () => paddock.vm.start({ vm: vm.id }), onError: showProblem })
  if (!vmCan.watch(vm.state))
    return (
      <Message look={vmLook(vm.state)} words={whyNothing(vm)}>
        {vmCan.start(vm.state) && may(me, 'lab.operate', lab.project.id) && (
          <Button loading={start.isPending} onClick={() => start.mutate()}>
            Start {vm.name}
          </Button>
        )}
      </Message>
    )
  if (connection.state !== 'open' && vm.state !== 'running')
    return <Message look="moving" words={whyNothing(vm)} late />
  switch (connection.state) {
    case 'open':
      return null
    case 'connecting':
      return <Message look="moving" words={`Connecting to ${vm.name}…`} late />
    case 'lost':
      return (
        <Message
          look="unknown"
          words={`The connection to ${vm.name} is lost${connection.why && `: ${connection.why}`}. Paddock keeps trying; the machine itself is not touched by this.`}
          late
        >
          <Elapsed since={connection.since} />
          <Button variant="default" onClick={again}>
            Try now
          </Button>
        </Message>
      )
  }
}

type MessageProps = { look: Look; words: string; late?: boolean; children?: ReactNode }

/** `late`: most of these are over before anybody could read them, and then nothing flashes. */
function Message({ look, words, late = false, children }: MessageProps) {
  return (
    <div className={classes.message} data-late={late || undefined}>
      <div className={classes.words}>
        <span className={classes.mark}>
          <StateMark look={look} />
        </span>
        <p role="status">{words}</p>
        {children}
      </div>
    </div>
  )
}
