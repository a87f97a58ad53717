import type { UserId, ViewerId } from '@paddock/model'
import type { ConsoleView, ViewerView } from '@paddock/sdk'

/** The viewer that drives alone, if one does. */
export const driverOf = ({ viewers, driverId }: ConsoleView): ViewerView | undefined =>
  viewers.find(viewer => viewer.id === driverId)

/** What somebody does at a console, in words. */
export function doing({ id, kind, viewOnly }: ViewerView, { driverId }: ConsoleView): string {
  const at = kind === 'serial' ? 'serial console' : 'screen'
  if (viewOnly) return `looks only · ${at}`
  if (driverId === null) return at
  return id === driverId ? `drives · ${at}` : `looks · ${at}`
}

/** How many are at a console, or who drives it: for the bar. */
export function wordsOf(seen: ConsoleView, self: ViewerId, user: UserId): string {
  const driver = driverOf(seen)
  if (!driver) return `${seen.viewers.length} here`
  if (driver.id === self) return 'You drive'
  return driver.userId === user ? 'Your other page drives' : `${driver.name} drives`
}
