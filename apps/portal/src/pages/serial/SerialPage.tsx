import { Button } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { ConsoleFrame } from '../../console/ConsoleFrame.tsx'
import { ConsoleGate, type ConsoleOf } from '../../console/ConsoleGate.tsx'
import { ConsoleMessage } from '../../console/ConsoleMessage.tsx'
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
  const serial = useSerial(vm)
  const interrupt = (
    <Button
      variant="default"
      size="compact-sm"
      disabled={serial.connection.state !== 'open'}
      onClick={() => serial.send('\u0003')}
    >
      Ctrl-C
    </Button>
  )
  return (
    <ConsoleFrame lab={lab} vm={vm} kind="serial" tools={interrupt}>
      <div ref={serial.place} className={classes.terminal} data-connection={serial.connection.state} />
      <ConsoleMessage lab={lab} vm={vm} connection={serial.connection} again={serial.again} />
    </ConsoleFrame>
  )
}
