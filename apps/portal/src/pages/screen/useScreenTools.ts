import { vmCan } from '@paddock/model'
import type { LabView, VmView } from '@paddock/sdk'
import {
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconAspectRatio,
  IconCamera,
  IconClipboardText,
  IconDisc,
} from '@tabler/icons-react'
import type { Tool } from '../../console/tool.ts'
import { may } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { vmWords } from '../../state/states.ts'
import { saveScreenshot } from './saveScreenshot.ts'
import { useFullScreen } from './useFullScreen.ts'
import type { Screen } from './useScreen.ts'
import type { Zoom } from './useZoom.ts'

type ScreenToolsNeeds = {
  lab: LabView
  vm: VmView
  screen: Screen
  zoom: Zoom
  viewOnly: boolean
  open: (dialog: 'cd' | 'type') => void
}

/** What can be done with a screen besides looking and typing. */
export function useScreenTools({ lab, vm, screen, zoom, viewOnly, open }: ScreenToolsNeeds): Tool[] {
  const me = useMe()
  const { fullscreen, toggle } = useFullScreen()
  const whyNot = screen.connection.state === 'open' ? null : 'there is no picture now'
  const cd: Tool = {
    id: 'cd',
    words: vm.cd ? `CD: ${vm.cd.name}` : 'Insert a CD',
    Icon: IconDisc,
    press: () => open('cd'),
    whyNot: vmCan.rewire(vm.state) ? null : `not while it is: ${vmWords(vm.state).toLowerCase()}`,
  }
  const type: Tool = { id: 'type', words: 'Type a text', Icon: IconClipboardText, press: () => open('type'), whyNot }
  const shot: Tool = {
    id: 'shot',
    words: 'Save a screenshot',
    Icon: IconCamera,
    press: () => saveScreenshot(screen.rfb.current, vm.name),
    whyNot,
  }
  const fit = zoom.scale === 'fit'
  const size: Tool = {
    id: 'size',
    words: fit ? 'Pixel by pixel' : 'Fit to the page',
    Icon: IconAspectRatio,
    pressed: !fit,
    press: () => zoom.setScale(fit ? 1 : 'fit'),
  }
  const full: Tool = {
    id: 'full',
    words: fullscreen ? 'Leave full screen' : 'Full screen',
    Icon: fullscreen ? IconArrowsMinimize : IconArrowsMaximize,
    press: () => void toggle().then(screen.enter),
  }
  return [
    ...(viewOnly ? [] : [type]),
    ...(may(me, 'lab.edit', lab.project.id) ? [cd] : []),
    shot,
    size,
    // Missing on phones' Safari.
    ...(document.fullscreenEnabled ? [full] : []),
  ]
}
