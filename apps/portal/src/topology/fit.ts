import { type Layout, layOut } from './layout.ts'
import type { Arrangement, Plan } from './plan.ts'

/** Smaller than this nobody reads it: then the picture scrolls. */
const smallestScale = 0.75

export interface Room {
  readonly width: number
  readonly height: number
}

/** The more machines there are and the narrower the page, the smaller are their cards. */
function cardFor(machines: number, { width }: Room): Room {
  if (machines > 12) return { width: 132, height: 144 }
  if (width < 600) return { width: 148, height: 154 }
  return machines > 4 ? { width: 176, height: 172 } : { width: 224, height: 202 }
}

/** The picture in the number of columns that shows it largest in the room there is, and how large that is. */
export function fitTopology(plan: Plan, arrangement: Arrangement, room: Room): { layout: Layout; scale: number } {
  const card = cardFor(plan.machines.length, room)
  const most = Math.min(12, Math.max(1, plan.machines.length))
  let best = { layout: layOut(plan, { columns: 1, card }, arrangement), scale: 0 }
  for (let columns = 1; columns <= most; columns += 1) {
    const layout = layOut(plan, { columns, card }, arrangement)
    const wide = Math.min(1, room.width / layout.width)
    if (columns > 1 && wide < smallestScale) break
    const scale = Math.min(wide, Math.max(smallestScale, room.height / layout.height))
    const shorter = layout.height < best.layout.height
    if (scale > best.scale || (scale === best.scale && shorter)) best = { layout, scale }
  }
  return best
}
