import type { PaletteItem } from './item.ts'
import { rank } from './rank.ts'

const shownAtMost = 40
const inOrder = new Intl.Collator('en', { numeric: true }).compare

/** What is pulled up among equals: pages and commands are few, labs are what people come for. */
const weight: Readonly<Record<PaletteItem['group'], number>> = {
  'Recently used': 0.6,
  Labs: 0.5,
  Pages: 0.45,
  Commands: 0.4,
  Library: 0.2,
  Hosts: 0.2,
  Machines: 0,
}

/** The lines that fit what was typed, the best first. */
export function find(typed: string, items: readonly PaletteItem[]): PaletteItem[] {
  const found: { item: PaletteItem; score: number }[] = []
  for (const item of items) {
    const score = Math.max(rank(typed, item.name) ?? -1, item.also ? (rank(typed, item.also) ?? -1) - 0.5 : -1)
    if (score >= 0) found.push({ item, score: score + weight[item.group] })
  }
  return found
    .sort((a, b) => b.score - a.score || inOrder(a.item.name, b.item.name))
    .slice(0, shownAtMost)
    .map(({ item }) => item)
}
