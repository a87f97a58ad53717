import { IconHandStop } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Company } from '../../console/Company.tsx'
import { ConsoleFrame } from '../../console/ConsoleFrame.tsx'
import { ConsoleGate, type ConsoleOf } from '../../console/ConsoleGate.tsx'
import { ConsoleMessage } from '../../console/ConsoleMessage.tsx'
import { newViewerId } from '../../console/newViewerId.ts'
import type { Tool } from '../../console/tool.ts'
import { useBar } from '../../console/useBar.ts'
import { useConsoleSearch } from '../../console/useConsoleSearch.ts'
import { ViewOnly } from '../../console/ViewOnly.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { KeyRow } from '../screen/KeyRow.tsx'
import { bytesOf } from './bytesOf.ts'
import classes from './Serial.module.css'
import { useSerial } from './useSerial.ts'

/** A machine's serial console. */
export function SerialPage() {
  const { lab, vm } = useParams({ from: '/signed-in/labs/$lab/vms/$vm/serial' })
  return (
    <ConsoleGate lab={lab} vm={vm}>
      {of => <SerialOf key={vm} {...of} />}
    </ConsoleGate>
  )
}

function SerialOf({ lab, vm }: ConsoleOf) {
  const me = useMe()
  const { view } = useConsoleSearch()
  const viewOnly = view === 'only' || !may(me, 'console.use', lab.project.id)
  const bar = useBar()
  const [self] = useState(newViewerId)
  const serial = useSerial(vm, { self, viewOnly, leave: bar.leave })
  const interrupt: Tool = {
    id: 'interrupt',
    words: 'Ctrl-C',
    Icon: IconHandStop,
    press: () => {
      serial.send('\u0003')
      serial.enter()
    },
    whyNot: serial.connection.state === 'open' ? null : 'there is no machine to send it to now',
  }
  return (
    <ConsoleFrame
      lab={lab}
      vm={vm}
      kind="serial"
      bar={bar}
      company={
        <>
          {viewOnly && <ViewOnly />}
          <Company vm={vm} self={self} viewOnly={viewOnly} />
        </>
      }
      tools={viewOnly ? [] : [interrupt]}
      enter={serial.enter}
    >
      <div className={classes.column}>
        <div className={classes.place}>
          <div ref={serial.place} className={classes.terminal} data-connection={serial.connection.state} />
        </div>
        <ConsoleMessage lab={lab} vm={vm} connection={serial.connection} again={serial.again} />
        {!viewOnly && <KeyRow send={chord => serial.send(bytesOf(chord))} />}
      </div>
    </ConsoleFrame>
  )
}
