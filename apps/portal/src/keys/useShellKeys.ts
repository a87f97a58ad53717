import { useEffect, useEffectEvent } from 'react'

/** What a press of one key does; behind `g` the second key counts. */
export type ShellKeys = Readonly<Record<string, () => void>>

/** How long after `g` the second key is waited for. */
const patienceMilliseconds = 1_200

/** Listens for the keys of the whole portal: not while somebody types, and not under an open dialog. */
export function useShellKeys({ command, keys }: { command: () => void; keys: ShellKeys }): void {
  const take = useEffectEvent((event: KeyboardEvent, before: string) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      command()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event.target)) return
    const act = keys[before === 'g' ? `g ${event.key}` : event.key]
    if (act === undefined) return
    event.preventDefault()
    act()
  })

  useEffect(() => {
    let before = ''
    let beforeAt = 0
    const listen = (event: KeyboardEvent) => {
      take(event, event.timeStamp - beforeAt < patienceMilliseconds ? before : '')
      before = event.key
      beforeAt = event.timeStamp
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

/** True when the press belongs to what has the focus, or a dialog is open. */
function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"], [role="menu"]') !== null) return true
  if (!(target instanceof HTMLElement)) return false
  const typed = target instanceof HTMLInputElement && target.type !== 'checkbox'
  return (
    typed || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable
  )
}
