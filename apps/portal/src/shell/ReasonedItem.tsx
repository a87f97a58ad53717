import { Menu, Text } from '@mantine/core'
import type { ReactNode } from 'react'

type ReasonedItemProps = {
  leftSection?: ReactNode
  hint?: string
  /** Null: it may be pressed. */
  whyNot: string | null
  press: () => void
  children: ReactNode
}

/** An item of a menu that says what it does, or why it cannot be chosen now. */
export function ReasonedItem({ leftSection, hint, whyNot, press, children }: ReasonedItemProps) {
  const note = whyNot ?? hint
  return (
    <Menu.Item leftSection={leftSection} disabled={whyNot !== null} onClick={press}>
      {children}
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Menu.Item>
  )
}
