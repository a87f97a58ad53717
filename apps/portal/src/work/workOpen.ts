import { shared } from '../live/shared.ts'

const open = shared(false)

/** Whether the drawer of running work is open. It stays so through page changes. */
export const useWorkOpen = open.use
export const workIsOpen = open.get
export const showWork = (): void => open.set(true)
export const hideWork = (): void => open.set(false)
export const toggleWork = (): void => open.set(!open.get())
