import { useParams } from '@tanstack/react-router'
import { ConsoleFrame } from '../../console/ConsoleFrame.tsx'
import { ConsoleGate, type ConsoleOf } from '../../console/ConsoleGate.tsx'
import { ConsoleMessage } from '../../console/ConsoleMessage.tsx'
import { KeyRow } from './KeyRow.tsx'
import classes from './Screen.module.css'
import { ScreenTools } from './ScreenTools.tsx'
import { useScreen } from './useScreen.ts'

/** A machine's screen. */
export function ScreenPage() {
  const { lab, vm } = useParams({ from: '/signed-in/labs/$lab/vms/$vm/screen' })
  return (
    <ConsoleGate lab={lab} vm={vm}>
      {of => <ScreenOf key={vm} {...of} />}
    </ConsoleGate>
  )
}

function ScreenOf({ lab, vm }: ConsoleOf) {
  const screen = useScreen(vm)
  return (
    <ConsoleFrame lab={lab} vm={vm} kind="screen" tools={<ScreenTools screen={screen} />}>
      <div className={classes.column}>
        <div className={classes.place}>
          <div ref={screen.place} className={classes.screen} data-connection={screen.connection.state} />
          <ConsoleMessage lab={lab} vm={vm} connection={screen.connection} again={screen.again} />
        </div>
        <KeyRow screen={screen} />
      </div>
    </ConsoleFrame>
  )
}
