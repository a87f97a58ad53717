import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** Several things of one kind: a menu of its own in a wide bar, a section of the one menu in a narrow one. */
export interface ToolMenu {
  readonly id: string
  readonly words: string
  readonly Icon: Icon
  /** Its items, as of a `Menu`. */
  readonly items: ReactNode
  readonly whyNot?: string | null
}
