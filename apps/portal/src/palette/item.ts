import type { ReactNode } from 'react'

/** A line of the palette: something to go to or to do. */
export interface PaletteItem {
  readonly id: string
  readonly group: 'Recently used' | 'Pages' | 'Commands' | 'Labs' | 'Machines' | 'Library' | 'Hosts'
  /** What is looked at when something is typed. */
  readonly name: string
  /** Where it belongs, beside the name. */
  readonly beside?: string
  readonly icon: ReactNode
  /** Words that find it too, though they are not shown. */
  readonly also?: string
  readonly choose: () => unknown
}
