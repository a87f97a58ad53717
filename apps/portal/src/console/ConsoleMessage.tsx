import { Button } from '@mantine/core'
import { vmCan } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'
import { useMutation } from '@tanstack/react-query'
import { paddock } from '../api/paddock.ts'
import { showProblem } from '../problem/showProblem.tsx'
import { may } from '../session/may.ts'
import { useMe } from '../session/useMe.ts'
import { vmWords } from '../state/states.ts'
import classes from './Console.module.css'
import type { Connection } from './useReconnect.ts'

type ConsoleMessageProps = { lab: LabView; vm: VmView; connection: Connection; again: () => void }

/** Why there is nothing to see, and what helps. Nothing while there is. */
export function ConsoleMessage({ lab, vm, connection, again }: ConsoleMessageProps) {
  const me = useMe()
  const start = useMutation({ mutationFn: () => paddock.vm.start({ vm: vm.id }), onError: showProblem })
  if (!vmCan.watch(vm.state))
    return (
      <div className={classes.message} role="status">
        <p>
          {vm.name}: {vmWords(vm.state).toLowerCase()}.{vm.reason && ` ${vm.reason.message}`}
        </p>
        {vmCan.start(vm.state) && may(me, 'lab.operate', lab.project.id) && (
          <Button loading={start.isPending} onClick={() => start.mutate()}>
            Start {vm.name}
          </Button>
        )}
      </div>
    )
  switch (connection.state) {
    case 'open':
      return null
    case 'connecting':
      return (
        <div className={classes.message} data-late role="status">
          <p>Connecting to {vm.name}…</p>
        </div>
      )
    case 'lost':
      return (
        <div className={classes.message} role="status">
          <p>
            The connection to {vm.name} is lost{connection.why && `: ${connection.why}`}. Paddock keeps trying; the
            machine itself is not touched by this.
          </p>
          <Button variant="default" onClick={again}>
            Try now
          </Button>
        </div>
      )
  }
}
