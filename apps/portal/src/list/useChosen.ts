import { useCallback, useMemo, useRef, useState } from 'react'

export interface Chosen {
  readonly ids: ReadonlySet<string>
  /** Chooses one or takes it back; with `through`, all from the last one on. */
  toggle(id: string, through?: boolean): void
  all(): void
  none(): void
}

/** Which items of a list are chosen, for doing something with all of them. */
export function useChosen(shown: readonly { id: string }[]): Chosen {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const last = useRef<string | null>(null)
  const list = useRef(shown)
  list.current = shown

  const toggle = useCallback((id: string, through = false) => {
    const order = list.current.map(item => item.id)
    const from = through && last.current !== null ? order.indexOf(last.current) : -1
    const to = order.indexOf(id)
    last.current = id
    setIds(old => {
      const next = new Set(old)
      if (from !== -1) for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each)
      else if (!next.delete(id)) next.add(id)
      return next
    })
  }, [])
  const all = useCallback(() => setIds(new Set(list.current.map(item => item.id))), [])
  const none = useCallback(() => setIds(new Set()), [])
  return useMemo(() => ({ ids, toggle, all, none }), [ids, toggle, all, none])
}
