import type { Icon } from '@tabler/icons-react'

/** Something that can be done in a console: a button of the bar where there is room, else an item of its menu. */
export interface Tool {
  readonly id: string
  readonly words: string
  readonly Icon: Icon
  readonly press: () => void
  /** A tool that is either on or off. */
  readonly pressed?: boolean
  /** Why it can't be used now; null or left out when it can. */
  readonly whyNot?: string | null
}
