import { type Layout, layOut } from './layout.ts'
import type { Arrangement, Plan } from './plan.ts'

/** Smaller than this nobody reads it: then the picture scrolls sideways. */
const smallestScale = 0.85

/** On a page as narrow as this, a phone's, machines lie flat from four on. */
const narrowBelow = 600

export interface Room {
  readonly width: number
  readonly height: number
}

/** `tall`: the screen above its words. `flat`: beside them, so that many stand on one page. */
export type CardKind = 'tall' | 'flat'

export interface Fitted {
  readonly layout: Layout
  readonly scale: number
  readonly kind: CardKind
}

/** The more machines there are and the narrower the page, the less room each takes. Words keep their size. */
function cardFor(machines: number, width: number): { kind: CardKind; card: Room } {
  const isNarrow = narrowBelow > width
  if (machines > (isNarrow ? 3 : 12)) return { kind: 'flat', card: { width: isNarrow ? 240 : 184, height: 62 } }
  return { kind: 'tall', card: machines > 4 ? { width: 176, height: 176 } : { width: 224, height: 206 } }
}

/** The picture in the number of columns that makes it shortest in the width there is. */
export function fitTopology(plan: Plan, arrangement: Arrangement, width: number): Fitted {
  const { kind, card } = cardFor(plan.machines.length, width)
  const most = Math.min(12, Math.max(1, plan.machines.length))
  let layout = layOut(plan, { columns: 1, card }, arrangement)
  for (let columns = 2; columns <= most; columns += 1) {
    const wider = layOut(plan, { columns, card }, arrangement)
    if (wider.width > width) break
    if (wider.height < layout.height) layout = wider
  }
  return { layout, kind, scale: Math.max(smallestScale, Math.min(1, width / layout.width)) }
}
