import { ActionIcon, Tooltip } from '@mantine/core'
import type { Tool } from './tool.ts'

/** A tool as a picture, with its words on hover and for screen readers. One that can't be used now says why. */
export function ToolButton({ tool: { words, Icon, press, pressed, whyNot } }: { tool: Tool }) {
  const able = !whyNot
  return (
    <Tooltip label={able ? words : `${words}: ${whyNot}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        aria-label={words}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        {...(able ? {} : { 'data-disabled': true, 'aria-disabled': true })}
        onClick={() => able && press()}
      >
        <Icon size={18} />
      </ActionIcon>
    </Tooltip>
  )
}
