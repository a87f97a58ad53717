import { IconKeyboard } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { paddock } from '../../api/paddock.ts'
import { Company } from '../../console/Company.tsx'
import { ConsoleFrame } from '../../console/ConsoleFrame.tsx'
import { ConsoleGate, type ConsoleOf } from '../../console/ConsoleGate.tsx'
import { ConsoleMessage } from '../../console/ConsoleMessage.tsx'
import { newViewerId } from '../../console/newViewerId.ts'
import { Typing } from '../../console/Typing.tsx'
import type { ToolMenu } from '../../console/toolMenu.ts'
import { useBar } from '../../console/useBar.ts'
import { useConsoleSearch } from '../../console/useConsoleSearch.ts'
import { ViewOnly } from '../../console/ViewOnly.tsx'
import { showProblem } from '../../problem/showProblem.tsx'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { CdDialog } from './CdDialog.tsx'
import { KeyItems } from './KeyItems.tsx'
import { KeyRow } from './KeyRow.tsx'
import { press } from './press.ts'
import { pressText } from './pressText.ts'
import classes from './Screen.module.css'
import { type TextToType, TypeDialog } from './TypeDialog.tsx'
import { useGuestLayout } from './useGuestLayout.ts'
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
  const [self] = useState(newViewerId)
  const screen = useScreen(vm, { self, viewOnly, leave: bar.leave })
  const zoom = useZoom()
  const [dialog, setDialog] = useState<'cd' | 'type' | null>(null)
  const close = () => {
    setDialog(null)
    // Once the dialog has let go of the keyboard.
    setTimeout(screen.enter, 200)
  }
  const [layout] = useGuestLayout()
  const type = useMutation({
    mutationFn: (what: TextToType) => paddock.vm.type({ vm: vm.id, ...what }),
    onError: showProblem,
  })
  useTouch(screen.rfb, zoom)
  const tools = useScreenTools({ lab, vm, screen, zoom, viewOnly, open: setDialog })
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
      company={
        <>
          {viewOnly && <ViewOnly />}
          <Company vm={vm} self={self} viewOnly={viewOnly} />
        </>
      }
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
        <Typing vm={vm} mayStop={!viewOnly} />
        <ConsoleMessage lab={lab} vm={vm} connection={screen.connection} again={screen.again} />
        {!viewOnly && (
          <KeyRow
            send={chord => press(screen.rfb.current, chord)}
            type={text => pressText(screen.rfb.current, text, layout)}
          />
        )}
      </div>
      <CdDialog vm={vm} opened={dialog === 'cd'} close={close} />
      <TypeDialog of={vm.name} opened={dialog === 'type'} close={close} type={type.mutate} />
    </ConsoleFrame>
  )
}
