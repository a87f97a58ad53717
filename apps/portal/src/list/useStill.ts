import { useEffect, useRef, useState } from 'react'

interface Still<Item> {
  readonly shown: readonly Item[]
  /** What is only shown because the pointer is on the list. */
  readonly gone: ReadonlySet<string>
  /** Goes on the element that holds the list. */
  readonly hold: { onPointerEnter(event: { pointerType: string }): void; onPointerLeave(): void }
}

/**
 * Keeps a list's order while the pointer is on it: what comes goes to the end, what goes stays as it last was.
 *
 * Another `key` (a filter, an order that was asked for) is what the reader did, and so counts at once.
 */
export function useStill<Item extends { id: string }>(
  wanted: readonly Item[],
  { key, all }: { key: string; all: readonly Item[] },
): Still<Item> {
  const [held, setHeld] = useState(false)
  const last = useRef<{ key: string; items: readonly Item[] }>({ key, items: wanted })
  const still = held && last.current.key === key
  const shown = still ? kept(last.current.items, { wanted, all }) : { items: wanted, gone: nothing }

  useEffect(() => {
    last.current = { key, items: shown.items }
  })

  return {
    shown: shown.items,
    gone: shown.gone,
    hold: {
      onPointerEnter: ({ pointerType }) => setHeld(pointerType === 'mouse'),
      onPointerLeave: () => setHeld(false),
    },
  }
}

const nothing: ReadonlySet<string> = new Set()

/** The items where they stood, as they are now, and the new ones behind them. */
export function kept<Item extends { id: string }>(
  before: readonly Item[],
  { wanted, all }: { wanted: readonly Item[]; all: readonly Item[] },
): { items: readonly Item[]; gone: ReadonlySet<string> } {
  const now = new Map(all.map(item => [item.id, item]))
  const stood = new Set(before.map(item => item.id))
  const gone = new Set(before.filter(item => !now.has(item.id)).map(item => item.id))
  return {
    items: [...before.map(item => now.get(item.id) ?? item), ...wanted.filter(item => !stood.has(item.id))],
    gone,
  }
}
