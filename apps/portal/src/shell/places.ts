import type { Permission } from '@paddock/model'
import type { Me } from '@paddock/sdk'
import {
  IconBooks,
  IconChartBar,
  IconHistory,
  IconHome,
  IconServer2,
  IconSettings,
  IconStack2,
  IconTrash,
} from '@tabler/icons-react'
import { mayAnywhere } from '../session/may.ts'

/** A page that the side bar, the palette and the keys lead to. */
export interface Place {
  readonly to: '/' | '/labs' | '/library' | '/usage' | '/audit' | '/hosts' | '/trash' | '/settings'
  readonly words: string
  readonly Icon: typeof IconHome
  /** Any of these. Null: everybody's. */
  readonly needs: readonly Permission[] | null
  /** Pressed behind `g`. */
  readonly key: string
  /** Asked for now and then: under “More” where there is no room for every place. */
  readonly seldom?: true
}

const places: readonly Place[] = [
  { to: '/', words: 'Home', Icon: IconHome, needs: null, key: 'h' },
  { to: '/labs', words: 'Labs', Icon: IconStack2, needs: ['lab.view'], key: 'l' },
  { to: '/library', words: 'Library', Icon: IconBooks, needs: ['template.view'], key: 'b' },
  { to: '/usage', words: 'Usage', Icon: IconChartBar, needs: ['usage.view'], key: 'u' },
  { to: '/audit', words: 'Audit', Icon: IconHistory, needs: ['audit.view'], key: 'a', seldom: true },
  { to: '/hosts', words: 'Hosts', Icon: IconServer2, needs: ['host.view'], key: 'o' },
  { to: '/trash', words: 'Trash', Icon: IconTrash, needs: ['lab.delete', 'template.manage'], key: 't', seldom: true },
  { to: '/settings', words: 'Settings', Icon: IconSettings, needs: null, key: 's', seldom: true },
]

/** The pages that a person may see. */
export const placesOf = (me: Me): Place[] =>
  places.filter(({ needs }) => needs === null || needs.some(each => mayAnywhere(me, each)))
