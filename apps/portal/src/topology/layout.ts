import type { NetworkId, VmId } from '@paddock/model'
import { lanesOf } from './lanes.ts'
import { type Arrangement, type Box, type Home, machinesByHome, type Plan, type Point } from './plan.ts'

/** A network as an area: its label, and a line for each row of the machines that hang on it. */
export interface Area {
  readonly home: Home
  readonly box: Box
  readonly label: Box
  readonly rails: readonly { readonly y: number; readonly from: number; readonly to: number }[]
  /** Where the rails of the area are joined. */
  readonly spine: { readonly x: number; readonly from: number; readonly to: number } | null
}

/** A machine's place, and where in the grid of its area that is. */
export interface Place {
  readonly vm: VmId
  readonly home: Home
  readonly box: Box
}

/** The line from a network's rail to a machine. */
export interface Link {
  readonly vm: VmId
  readonly network: NetworkId
  readonly points: readonly Point[]
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** The world outside; null when no network leads there. */
  readonly wayOut: Box | null
  readonly trunks: readonly { readonly network: NetworkId; readonly points: readonly Point[] }[]
  readonly areas: readonly Area[]
  readonly places: readonly Place[]
  readonly links: readonly Link[]
}

export interface Measures {
  readonly columns: number
  readonly card: { readonly width: number; readonly height: number }
}

const left = 44
const inset = 14
const labelHeight = 40
const drop = 20
const rowGap = 20
const areaGap = 18
const wayOutHeight = 36
const gutterMin = 28
const laneStep = 7

/**
 * The picture of a lab: networks as areas one below the other, machines in rows under their network's lines, the way out at the upper left.
 *
 * Pure. Nothing overlaps, however many there are: cards stand in one grid of columns, and a line to a second network runs in the gutter
 * beside its column, which is as wide as it has lines.
 */
export function layOut(plan: Plan, { columns, card }: Measures, arrangement: Arrangement): Layout {
  const homes = machinesByHome(plan, arrangement)
  const leads = plan.networks.some(network => network.hasWayOut)
  const rows = rowsOf(homes, columns, card.height, leads ? wayOutHeight + areaGap : 0)
  const used = Math.max(1, ...[...homes.values()].map(machines => Math.min(columns, machines.length)))
  const wanted = secondLinks(plan, rows)
  const { lanes, counts } = lanesOf(wanted, used)

  const columnX: number[] = []
  let x = left + inset + 12
  for (let column = 0; column < used; column += 1) {
    columnX.push(x)
    x += card.width + gutterOf(counts[column] ?? 0)
  }
  const right = x
  const places = rows.cells.map(cell => ({
    vm: cell.vm,
    home: cell.home,
    box: { x: columnX[cell.column] ?? 0, y: cell.y, ...card },
  }))
  const boxes = new Map(places.map(place => [place.vm, place.box]))
  const areas = rows.areas.map(area => areaOf(area, right))

  const first = places.flatMap(({ vm, home, box }): Link[] => {
    if (home === null) return []
    const middle = box.x + card.width / 2
    return [
      {
        vm,
        network: home,
        points: [
          { x: middle, y: box.y - drop },
          { x: middle, y: box.y },
        ],
      },
    ]
  })
  const second = wanted.map((link, at): Link => {
    const box = boxes.get(link.vm) ?? { x: 0, y: 0, ...card }
    const lane = box.x + card.width + 10 + (lanes[at] ?? 0) * laneStep
    return {
      vm: link.vm,
      network: link.network,
      points: [
        { x: lane, y: link.railY },
        { x: lane, y: link.y },
        { x: box.x + card.width, y: link.y },
      ],
    }
  })
  return {
    width: right + inset,
    height: rows.bottom,
    wayOut: leads ? { x: 0, y: 0, width: 132, height: wayOutHeight } : null,
    trunks: plan.networks.flatMap(network => trunkOf(network, areas)),
    areas,
    places,
    links: [...first, ...second],
  }
}

const gutterOf = (lanes: number): number => Math.max(gutterMin, 20 + lanes * laneStep)

interface Cell {
  readonly vm: VmId
  readonly home: Home
  readonly column: number
  readonly y: number
}
interface AreaRows {
  readonly home: Home
  readonly top: number
  readonly bottom: number
  readonly rails: readonly number[]
}

function rowsOf(homes: ReadonlyMap<Home, readonly VmId[]>, columns: number, cardHeight: number, top: number) {
  const cells: Cell[] = []
  const areas: AreaRows[] = []
  let y = top
  for (const [home, machines] of homes) {
    const begin = y
    y += labelHeight
    const rails: number[] = []
    const count = Math.ceil(machines.length / columns)
    for (let row = 0; row < count; row += 1) {
      rails.push(y)
      const inRow = machines.slice(row * columns, (row + 1) * columns)
      const top = y + drop
      cells.push(...inRow.map((vm, column) => ({ vm, home, column, y: top })))
      y += drop + cardHeight + rowGap
    }
    if (count === 0) {
      rails.push(y)
      y += rowGap
    }
    areas.push({ home, top: begin, bottom: y, rails })
    y += areaGap
  }
  return { cells, areas, bottom: Math.max(top, y - areaGap) }
}

/** The lines to every network of a machine but the one that it hangs on; where they begin at its side, and on which rail they end. */
function secondLinks(plan: Plan, { cells, areas }: ReturnType<typeof rowsOf>) {
  const cellOf = new Map(cells.map(cell => [cell.vm, cell]))
  const areaOf = new Map(areas.map(area => [area.home, area]))
  return plan.machines.flatMap(({ id, networks }) => {
    const cell = cellOf.get(id)
    if (!cell) return []
    const others = [...new Set(networks)].filter(network => network !== cell.home && areaOf.has(network))
    return others.map((network, at) => {
      const rails = areaOf.get(network)?.rails ?? []
      const below = (rails[0] ?? 0) > cell.y
      return {
        vm: id,
        network,
        column: cell.column,
        y: cell.y + 16 + at * 9,
        railY: (below ? rails[0] : rails.at(-1)) ?? 0,
      }
    })
  })
}

function areaOf({ home, top, bottom, rails }: AreaRows, right: number): Area {
  const [first = top] = rails
  const last = rails.at(-1) ?? first
  return {
    home,
    box: { x: left, y: top, width: right - left, height: bottom - top },
    label: { x: left + inset, y: top + 4, width: right - left - inset * 2, height: labelHeight - 8 },
    rails: home === null ? [] : rails.map(y => ({ y, from: left + inset, to: right - 6 })),
    spine: home === null ? null : { x: left + inset, from: top + labelHeight - 4, to: last },
  }
}

function trunkOf({ id, hasWayOut }: Plan['networks'][number], areas: readonly Area[]) {
  const area = areas.find(each => each.home === id)
  if (!hasWayOut || !area) return []
  const y = area.label.y + area.label.height / 2
  return [
    {
      network: id,
      points: [
        { x: 20, y: wayOutHeight },
        { x: 20, y },
        { x: left, y },
      ],
    },
  ]
}
