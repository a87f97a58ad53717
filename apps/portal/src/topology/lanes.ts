interface Wanted {
  readonly column: number
  readonly y: number
  readonly railY: number
}

/**
 * Gives every line that runs up or down beside its column a lane of its own where it passes another, and counts the lanes of each column.
 *
 * Lines that begin higher come first, and take the lowest lane that is free there.
 */
export function lanesOf(links: readonly Wanted[], columns: number): { lanes: number[]; counts: number[] } {
  const lanes = links.map(() => 0)
  const counts = Array.from({ length: columns }, () => 0)
  const span = ({ y, railY }: Wanted) => ({ from: Math.min(y, railY), to: Math.max(y, railY) })
  const order = links.map((_, at) => at).sort((one, two) => topOf(links, one) - topOf(links, two) || one - two)
  const ends: number[][] = Array.from({ length: columns }, () => [])
  for (const at of order) {
    const link = links[at]
    if (!link) continue
    const { from, to } = span(link)
    const own = ends[link.column] ?? []
    const free = own.findIndex(end => end < from)
    const lane = free < 0 ? own.length : free
    own[lane] = to
    lanes[at] = lane
    counts[link.column] = own.length
  }
  return { lanes, counts }
}

const topOf = (links: readonly Wanted[], at: number): number => {
  const link = links[at]
  return link ? Math.min(link.y, link.railY) : 0
}
