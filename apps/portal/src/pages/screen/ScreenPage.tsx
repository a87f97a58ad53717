import { IconKeyboard } from '@tabler/icons-react'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ConsoleFrame } from '../../console/ConsoleFrame.tsx'
import { ConsoleGate, type ConsoleOf } from '../../console/ConsoleGate.tsx'
import { ConsoleMessage } from '../../console/ConsoleMessage.tsx'
import type { ToolMenu } from '../../console/toolMenu.ts'
import { useBar } from '../../console/useBar.ts'
import { useConsoleSearch } from '../../console/useConsoleSearch.ts'
import { ViewOnly } from '../../console/ViewOnly.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { CdDialog } from './CdDialog.tsx'
import { KeyItems } from './KeyItems.tsx'
import { KeyRow } from './KeyRow.tsx'
import { press } from './press.ts'
import classes from './Screen.module.css'
import { useScreen } from './useScreen.ts'
import { useScreenTools } from './useScreenTools.ts'
import { useTouch } from './useTouch.ts'
import { useZoom } from './useZoom.ts'

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
  const me = useMe()
  const { view } = useConsoleSearch()
  const viewOnly = view === 'only' || !may(me, 'console.use', lab.project.id)
  const bar = useBar()
  const screen = useScreen(vm, { viewOnly, leave: bar.leave })
  const zoom = useZoom()
  const [cd, setCd] = useState(false)
  useTouch(screen.rfb, zoom)
  const tools = useScreenTools({ lab, vm, screen, zoom, openCd: () => setCd(true) })
  const keyMenu: ToolMenu = {
    id: 'keys',
    words: 'Keys',
    Icon: IconKeyboard,
    items: (
      <KeyItems
        send={({ keys }) => {
          press(screen.rfb.current, keys)
          screen.enter()
        }}
      />
    ),
    whyNot: screen.connection.state === 'open' ? null : 'there is no machine to send them to now',
  }

  return (
    <ConsoleFrame
      lab={lab}
      vm={vm}
      kind="screen"
      bar={bar}
      company={viewOnly && <ViewOnly />}
      tools={tools}
      menus={viewOnly ? [] : [keyMenu]}
      enter={screen.enter}
    >
      <div className={classes.column}>
        <div className={classes.place} ref={zoom.frame}>
          <div ref={screen.still} className={classes.still} aria-hidden="true" />
          <div
            ref={screen.place}
            className={classes.screen}
            style={zoom.size ?? undefined}
            data-connection={screen.connection.state}
          />
        </div>
        <ConsoleMessage lab={lab} vm={vm} connection={screen.connection} again={screen.again} />
        {!viewOnly && <KeyRow send={chord => press(screen.rfb.current, chord)} />}
      </div>
      <CdDialog vm={vm} opened={cd} close={() => setCd(false)} />
    </ConsoleFrame>
  )
}
