import type { Me } from '@paddock/sdk'
import { count } from '../text/quantity.ts'

/** For how long what is deleted can be restored, as dialogs say it; null: not at all. */
export const keptFor = ({ trashDays }: Pick<Me, 'trashDays'>): string | null =>
  trashDays === 0 ? null : count(trashDays, 'day')
