import type { FenceWanted, LayerWanted, MachineWanted, SnapshotWanted, Trouble, VolumeWanted } from '@paddock/host-api'
import type { LabId, LayerId, RunId, SnapshotId, VolumeId } from '@paddock/model'
import type { RunEnd } from './record.ts'

/** One act of a host. Each may be repeated. */
export type Step =
  | { readonly do: 'make-layer'; readonly layer: LayerWanted }
  /** Takes note that a volume has become a layer: nothing writes to it any more. */
  | { readonly do: 'seal-layer'; readonly layer: LayerWanted }
  /** Lets a layer lie on one further down, without those between. */
  | { readonly do: 'merge-layer'; readonly layer: LayerWanted }
  | { readonly do: 'raise-fence'; readonly fence: FenceWanted }
  | { readonly do: 'make-volume'; readonly volume: VolumeWanted }
  | { readonly do: 'start-machine'; readonly machine: MachineWanted }
  | { readonly do: 'update-machine'; readonly machine: MachineWanted }
  | { readonly do: 'stop-machine'; readonly machine: MachineWanted; readonly how: 'stopped' | 'off' }
  /** Writes down that a run is over. */
  | { readonly do: 'end-machine'; readonly machine: MachineWanted; readonly end: RunEnd }
  | { readonly do: 'forget-machine'; readonly run: RunId }
  | { readonly do: 'lower-fence'; readonly lab: LabId }
  | { readonly do: 'remove-volume'; readonly volume: VolumeId }
  | { readonly do: 'remove-layer'; readonly layer: LayerId }
  | { readonly do: 'remove-memory'; readonly layer: LayerId }
  | { readonly do: 'take-snapshot'; readonly snapshot: SnapshotWanted; readonly machines: readonly MachineWanted[] }
  /** Writes down that a snapshot is not to be, and removes what there is of it. */
  | { readonly do: 'fail-snapshot'; readonly snapshot: SnapshotWanted; readonly trouble: Trouble }
  | { readonly do: 'forget-snapshot'; readonly snapshot: SnapshotId }
  /** Lets a guest go on that was to rest, because its snapshot is not to be. */
  | { readonly do: 'go-on'; readonly run: RunId }
  /** Nothing to do yet: what a machine waits for, in words. */
  | { readonly do: 'wait'; readonly run: RunId; readonly step: string }

/** What a step is about. There is one step at a time for each subject. */
export type Subject =
  | `machine:${string}`
  | `fence:${string}`
  | `volume:${string}`
  | `layer:${string}`
  | `merge:${string}`
  | `snapshot:${string}`

export function subjectOf(step: Step): Subject {
  switch (step.do) {
    case 'make-layer':
    case 'seal-layer':
      return `layer:${step.layer.layer}`
    case 'merge-layer':
      return `merge:${step.layer.layer}`
    case 'remove-layer':
    case 'remove-memory':
      return `layer:${step.layer}`
    case 'take-snapshot':
    case 'fail-snapshot':
      return `snapshot:${step.snapshot.snapshot}`
    case 'forget-snapshot':
      return `snapshot:${step.snapshot}`
    case 'raise-fence':
      return `fence:${step.fence.lab}`
    case 'lower-fence':
      return `fence:${step.lab}`
    case 'make-volume':
      return `volume:${step.volume.volume}`
    case 'remove-volume':
      return `volume:${step.volume}`
    case 'start-machine':
    case 'update-machine':
    case 'stop-machine':
    case 'end-machine':
      return `machine:${step.machine.run}`
    case 'forget-machine':
    case 'go-on':
    case 'wait':
      return `machine:${step.run}`
  }
}

const prints = new WeakMap<object, string>()

/** What is wanted, as text that is equal when nothing changed. Kept by object, because assignments are never altered. */
export function printOf(wanted: object): string {
  let print = prints.get(wanted)
  if (print === undefined) {
    print = JSON.stringify(wanted)
    prints.set(wanted, print)
  }
  return print
}

/** The same for the sealing of a layer: on what it lies may change later. */
export const printOfSeal = ({ layer, want, source }: LayerWanted): string => `seal ${layer} ${want} ${source.kind}`

/** What success or failure of a step is remembered with: when it changes, the step is another one. */
export function printOfStep(step: Step): string {
  switch (step.do) {
    case 'seal-layer':
      return printOfSeal(step.layer)
    case 'make-layer':
    case 'merge-layer':
      return printOf(step.layer)
    case 'raise-fence':
      return printOf(step.fence)
    case 'make-volume':
      return printOf(step.volume)
    case 'start-machine':
    case 'update-machine':
      return printOf(step.machine)
    case 'take-snapshot':
    case 'fail-snapshot':
      return `${step.do} ${printOf(step.snapshot)}`
    case 'stop-machine':
      return `stop ${step.how}`
    case 'end-machine':
    case 'forget-machine':
    case 'lower-fence':
    case 'remove-volume':
    case 'remove-layer':
    case 'remove-memory':
    case 'forget-snapshot':
    case 'go-on':
    case 'wait':
      return step.do
  }
}
