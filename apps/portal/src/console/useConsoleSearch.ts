import { useSearch } from '@tanstack/react-router'

/** What the address of a console says besides the machine: whoever came to look only goes on so to the next one. */
export function useConsoleSearch(): { view?: 'only' } {
  const { view } = useSearch({ strict: false })
  return view === 'only' ? { view } : {}
}
