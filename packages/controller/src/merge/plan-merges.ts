import type { LayerId } from '@paddock/model'
import type { StandingLayer } from '@paddock/store'

/** A layer, and what it is to lie on: further down its own chain, or nothing. */
export interface Merge {
  readonly layer: LayerId
  readonly onto: LayerId | null
}

/** So many layers a chain may have. Each is a file that QEMU opens, or that is read before a machine goes on from its memory. */
export const depthMax = { disk: 32, memory: 8 } as const

/**
 * Decides which layers take up those below them. Pure.
 *
 * Two things are merged. Layers that nobody names any more and that only one other lies on: that one takes them up, and nothing is kept twice.
 * And chains that grew too high though everything in them is named: the first layer beyond the bound takes up all that is below it
 * but the lowest, and what lies on it is as high as that much less; this costs room, once for each so many layers.
 *
 * Only layers that are whole are touched, and no layer that is merged, or that another is about to lie on, is part of two merges at once.
 */
export function planMerges(
  layers: readonly StandingLayer[],
  max: Readonly<Record<'disk' | 'memory', number>> = depthMax,
): Merge[] {
  const all = new Map(layers.map(layer => [layer.id, layer]))
  const below = (layer: StandingLayer) => (layer.parent === null ? undefined : all.get(layer.parent))
  const passable = (layer: StandingLayer) => !layer.named && layer.children === 1 && layer.steady
  const merges: Merge[] = []
  const taken = new Set<LayerId>()
  for (const layer of layers) {
    if (!layer.steady || layer.kind === 'iso' || passable(layer)) continue
    const between: LayerId[] = []
    let at = below(layer)
    for (; at !== undefined && passable(at); at = below(at)) between.push(at.id)
    if (between.length === 0 || (at === undefined && !endsThere(all, between))) continue
    for (const id of [layer.id, ...between]) taken.add(id)
    merges.push({ layer: layer.id, onto: at?.id ?? null })
  }
  for (const layer of layers) {
    if (!layer.steady || layer.kind === 'iso' || layer.depth !== max[layer.kind] + 1) continue
    const chain = [layer]
    for (let at = below(layer); at !== undefined; at = below(at)) chain.push(at)
    const root = chain.at(-1)
    // One at a time in a chain: the other merge makes it shorter.
    if (root === undefined || root.parent !== null || chain.some(one => taken.has(one.id) || !one.steady)) continue
    merges.push({ layer: layer.id, onto: root.id })
  }
  return merges
}

/** True when the lowest of these lies on nothing: not on a layer that is not known here. */
const endsThere = (all: ReadonlyMap<LayerId, StandingLayer>, between: readonly LayerId[]): boolean =>
  all.get(between.at(-1) as LayerId)?.parent === null
