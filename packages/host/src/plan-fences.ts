import { fenceIsUp, type Wanted } from './needs.ts'
import { isAlive, livingMachines, type Seen } from './seen.ts'
import type { Step } from './step.ts'

/** Every fence is gone over when it changed, when it is not whole, and once after a start of the daemon. */
export function* planFences(wanted: Wanted, seen: Seen): Generator<Step> {
  for (const fence of wanted.fences.values()) if (!fenceIsUp(seen, fence)) yield { do: 'raise-fence', fence }
}

/** A fence goes after the last machine behind it. Whose lab a living run is of may be unknown: then all of them stay. */
export function* planFencesDown(wanted: Wanted, seen: Seen): Generator<Step> {
  const unknown = [...seen.machines.keys()].some(
    run => isAlive(seen, run) && !seen.records.has(run) && !wanted.machines.has(run),
  )
  if (unknown) return
  const inside = new Set([...livingMachines(seen)].map(machine => machine.lab))
  for (const machine of wanted.machines.values()) if (isAlive(seen, machine.run)) inside.add(machine.lab)
  for (const lab of seen.fences.keys())
    if (!wanted.fences.has(lab) && !inside.has(lab)) yield { do: 'lower-fence', lab }
}
