import type { KeyboardEvent } from 'react'

/** Moves the focus from card to card with the arrows, as they stand; Home and End go to the first and the last. */
export function moveBetweenCards(event: KeyboardEvent<HTMLElement>): void {
  const focused = event.target as HTMLElement
  if (!focused.matches('[data-card]')) return
  const cards = [...(focused.closest('[data-cards]')?.querySelectorAll<HTMLElement>('[data-card]') ?? [])]
  const next = nextCard(cards, focused, event.key)
  if (!next) return
  event.preventDefault()
  next.focus()
}

function nextCard(cards: HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined {
  const at = cards.indexOf(from)
  switch (key) {
    case 'ArrowRight':
      return cards[at + 1]
    case 'ArrowLeft':
      return cards[at - 1]
    case 'Home':
      return cards[0]
    case 'End':
      return cards.at(-1)
    case 'ArrowDown':
      return inColumn(cards.slice(at + 1), from)
    case 'ArrowUp':
      return inColumn(cards.slice(0, at).reverse(), from)
    default:
      return undefined
  }
}

const inColumn = (cards: HTMLElement[], from: HTMLElement): HTMLElement | undefined => {
  const { left } = from.getBoundingClientRect()
  return cards.find(card => Math.abs(card.getBoundingClientRect().left - left) < 4)
}
