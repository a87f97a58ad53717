import { Button, type ButtonProps, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'

type ReasonedButtonProps = Pick<ButtonProps, 'leftSection' | 'size'> & {
  'aria-label'?: string
  /** Null: it may be pressed. */
  whyNot: string | null
  press: () => void
  children: ReactNode
}

/** A button that can say why it cannot be pressed: a disabled one takes neither focus nor pointer, and so tells nobody. */
export function ReasonedButton({ whyNot, press, children, ...rest }: ReasonedButtonProps) {
  if (whyNot === null)
    return (
      <Button variant="default" onClick={press} {...rest}>
        {children}
      </Button>
    )
  return (
    <Tooltip label={whyNot}>
      <Button variant="default" data-disabled aria-disabled onClick={event => event.preventDefault()} {...rest}>
        {children}
      </Button>
    </Tooltip>
  )
}
