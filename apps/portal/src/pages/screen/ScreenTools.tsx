import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useFullscreenDocument } from '@mantine/hooks'
import { IconArrowsMaximize, IconArrowsMinimize, IconMaximize, IconMaximizeOff } from '@tabler/icons-react'
import classes from './Screen.module.css'
import type { Screen } from './useScreen.ts'

/** What can be done with a screen besides looking and typing. */
export function ScreenTools({ screen }: { screen: Screen }) {
  const { fullscreen, toggle } = useFullscreenDocument()
  const size = screen.fit ? 'Pixel by pixel' : 'Fit to the page'
  const full = fullscreen ? 'Leave full screen' : 'Full screen'
  return (
    <>
      <Tooltip label="Ctrl, Alt and Shift together bring the keyboard back to this bar">
        <Button
          variant="default"
          size="compact-sm"
          className={classes.attention}
          disabled={screen.connection.state !== 'open'}
          onClick={() => {
            screen.rfb.current?.sendCtrlAltDel()
            screen.rfb.current?.focus()
          }}
        >
          Ctrl-Alt-Del
        </Button>
      </Tooltip>
      <Tooltip label={size}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          aria-label={size}
          aria-pressed={!screen.fit}
          onClick={() => screen.setFit(!screen.fit)}
        >
          {screen.fit ? <IconMaximize size={18} /> : <IconMaximizeOff size={18} />}
        </ActionIcon>
      </Tooltip>
      {document.fullscreenEnabled && (
        <Tooltip label={full}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={full}
            onClick={() => void toggle().then(() => screen.rfb.current?.focus())}
          >
            {fullscreen ? <IconArrowsMinimize size={18} /> : <IconArrowsMaximize size={18} />}
          </ActionIcon>
        </Tooltip>
      )}
    </>
  )
}
