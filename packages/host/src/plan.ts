import type { Assignment } from '@paddock/host-api'
import { type Wanted, wantedBy } from './needs.ts'
import { planLayers, planLayersDown, planMerges, planVolumes, planVolumesDown } from './plan-disks.ts'
import { planFences, planFencesDown } from './plan-fences.ts'
import { planMachines, planStrays } from './plan-machines.ts'
import { planSnapshots } from './plan-snapshots.ts'
import { backsOff, type Seen } from './seen.ts'
import { printOfStep, type Step, subjectOf } from './step.ts'

/**
 * The steps that take a host from what it sees to what it is assigned, as far as they can be taken now.
 *
 * Pure, so the hard part is tested as a table. A step whose conditions are not there yet is left out: when the step before it
 * is done the host looks again. So the order below is only which comes first among steps that could all be taken:
 *
 * 1. Fences and volumes, because machines wait for them, and they take milliseconds.
 * 2. Machines: ends are written down, stops and starts begin, running ones get new hardware. Snapshots of those that run.
 * 3. Layers, the one that a machine waits for before the others: minutes, and beside everything else. Then merges.
 * 4. Downwards: runs nobody knows any more, then fences without machines, then volumes, then the layers under them.
 *
 * An empty plan means the host is as it should be.
 */
export function plan(assignment: Assignment, seen: Seen): Step[] {
  const wanted: Wanted = wantedBy(assignment)
  const steps = [
    ...planFences(wanted, seen),
    ...planVolumes(wanted, seen),
    ...planMachines(wanted, seen),
    ...planSnapshots(wanted, seen),
    ...planLayers(wanted, seen),
    ...planMerges(wanted, seen),
    ...planStrays(wanted, seen),
    ...planFencesDown(wanted, seen),
    ...planVolumesDown(wanted, seen),
    ...planLayersDown(wanted, seen),
  ]
  return steps.filter(step => step.do === 'wait' || !backsOff(seen, subjectOf(step), printOfStep(step)))
}
