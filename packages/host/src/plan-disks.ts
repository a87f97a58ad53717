import type { LayerWanted } from '@paddock/host-api'
import type { LayerId, VolumeId } from '@paddock/model'
import { layerIsThere, layersNeeded, type Wanted } from './needs.ts'
import { backsOff, livingMachines, type Seen, volumesInUse } from './seen.ts'
import { printOf, printOfSeal, type Step } from './step.ts'

/** Volumes are made once their parent is there, and gone over (they may have to grow) while no machine writes to them. */
export function* planVolumes(wanted: Wanted, seen: Seen): Generator<Step> {
  const used = volumesInUse(seen)
  for (const volume of wanted.volumes.values()) {
    if (volume.want === 'absent') continue
    const there = seen.volumes.get(volume.volume)?.state === 'present'
    if (there && (used.has(volume.volume) || seen.settled.get(`volume:${volume.volume}`) === printOf(volume))) continue
    // A parent that is assigned comes. One that is not has to be there already, or the driver says that it is not.
    if (volume.parent !== null && wanted.layers.has(volume.parent) && !layerIsThere(seen, volume.parent)) continue
    yield { do: 'make-volume', volume }
  }
}

/** One image is made at a time: it takes all the disk and the processors that it can get. */
export function* planLayers(wanted: Wanted, seen: Seen): Generator<Step> {
  const used = volumesInUse(seen)
  for (const layer of wanted.layers.values()) {
    if (layer.want === 'absent' || layer.source.kind !== 'volume') continue
    const volume = layer.layer as string as VolumeId
    if (
      layerIsThere(seen, layer.layer) &&
      !used.has(volume) &&
      seen.settled.get(`layer:${layer.layer}`) !== printOfSeal(layer)
    )
      yield { do: 'seal-layer', layer }
  }
  if ([...seen.busy.values()].some(step => step.do === 'make-layer')) return
  const next = [...layersInOrder(wanted)].find(layer => canBeMade(seen, layer))
  if (next !== undefined) yield { do: 'make-layer', layer: next }
}

const canBeMade = (seen: Seen, layer: LayerWanted): boolean =>
  layer.want === 'present' &&
  layer.source.kind === 'recipe' &&
  !layerIsThere(seen, layer.layer) &&
  (layer.parent === null || layerIsThere(seen, layer.parent)) &&
  !backsOff(seen, `layer:${layer.layer}`, printOf(layer))

/** Those that a machine waits for (and what they lie on) first, then as assigned. */
function* layersInOrder(wanted: Wanted): Generator<LayerWanted> {
  for (const machine of wanted.machines.values())
    if (machine.want === 'running') for (const layer of layersNeeded(wanted, machine)) yield* withParents(wanted, layer)
  yield* wanted.layers.values()
}

function* withParents(wanted: Wanted, layer: LayerId): Generator<LayerWanted> {
  for (let at = wanted.layers.get(layer); at !== undefined; at = at.parent ? wanted.layers.get(at.parent) : undefined)
    yield at
}

/**
 * One layer at a time is put on another, beside everything else but the making of one. Never one that is still written to: it is no layer
 * yet, whatever the assignment calls it.
 */
export function* planMerges(wanted: Wanted, seen: Seen): Generator<Step> {
  if ([...seen.busy.values()].some(step => step.do === 'make-layer' || step.do === 'merge-layer')) return
  const used = volumesInUse(seen)
  for (const layer of wanted.layers.values()) {
    if (layer.want === 'absent' || layer.source.kind === 'recipe') continue
    const there = seen.layers.get(layer.layer) ?? seen.memories.get(layer.layer)
    if (there?.state !== 'present' || there.parent === undefined || there.parent === layer.parent) continue
    if (layer.parent !== null && !layerIsThere(seen, layer.parent)) continue
    if (layer.source.kind === 'volume' && !isSealed(seen, used, layer)) continue
    if (backsOff(seen, `merge:${layer.layer}`, printOf(layer))) continue
    yield { do: 'merge-layer', layer }
    return
  }
}

const isSealed = (seen: Seen, used: ReadonlySet<VolumeId>, layer: LayerWanted): boolean =>
  !used.has(layer.layer as string as VolumeId) && seen.settled.get(`layer:${layer.layer}`) === printOfSeal(layer)

/** Only what is wanted absent, and never under a machine that still writes to it. */
export function* planVolumesDown(wanted: Wanted, seen: Seen): Generator<Step> {
  const used = volumesInUse(seen)
  for (const { volume, want } of wanted.volumes.values())
    if (
      want === 'absent' &&
      seen.volumes.has(volume) &&
      seen.volumes.get(volume)?.state !== 'absent' &&
      !used.has(volume)
    )
      yield { do: 'remove-volume', volume }
}

/** Children before parents: a layer goes once nothing that is assigned here and still there lies on it. */
export function* planLayersDown(wanted: Wanted, seen: Seen): Generator<Step> {
  const used = volumesInUse(seen)
  const under = new Set<string>()
  for (const volume of wanted.volumes.values())
    if (volume.parent !== null && (volume.want === 'present' || seen.volumes.get(volume.volume)?.state === 'present'))
      under.add(volume.parent)
  for (const layer of wanted.layers.values())
    if (layer.parent !== null && (layer.want === 'present' || layerIsThere(seen, layer.layer))) under.add(layer.parent)
  // What lies on it as the host has it, whatever is asked for.
  for (const { parent } of [...seen.layers.values(), ...seen.memories.values()]) if (parent) under.add(parent)
  const inMemory = new Set([...livingMachines(seen)].map(machine => machine.memory))
  for (const { layer, want, kind } of wanted.layers.values()) {
    if (want === 'present' || under.has(layer) || used.has(layer as string as VolumeId)) continue
    if (kind === 'memory') {
      // What a living machine went on from is needed to make sense of what it has changed.
      if (seen.memories.has(layer) && !inMemory.has(layer)) yield { do: 'remove-memory', layer }
      continue
    }
    const state = seen.layers.get(layer)?.state ?? seen.volumes.get(layer as string as VolumeId)?.state ?? 'absent'
    if (state !== 'absent') yield { do: 'remove-layer', layer }
  }
}
