import type { MachineWanted, SnapshotWanted, Trouble } from '@paddock/host-api'
import type { ActorNeeds } from './act.ts'
import type { MachineNeeds } from './ports.ts'
import type { SnapshotRecord } from './snapshot-record.ts'
import type { Step } from './step.ts'
import { troubleOf } from './trouble.ts'

/** Takes snapshots, and writes down that their instant came before it comes. */
export function performSnapshots(
  { drivers, records, clock, log }: Pick<ActorNeeds, 'drivers' | 'records' | 'clock' | 'log'>,
  with_: { needsOf(machine: MachineWanted): MachineNeeds; signal: AbortSignal },
) {
  const { machines } = drivers

  async function take(step: Step & { do: 'take-snapshot' }): Promise<void> {
    const { snapshot } = step
    const begun = (): SnapshotRecord => ({
      snapshot: snapshot.snapshot,
      phase: 'begun',
      takenAt: clock.now().toISOString(),
      machines: [],
      trouble: null,
    })
    const asked = new Map(snapshot.machines.map(one => [one.run, one]))
    try {
      const pauses = await machines.snapshot(
        step.machines.map(machine => ({
          machine,
          needs: with_.needsOf(machine),
          memory: asked.get(machine.run)?.memory ?? null,
          rests: asked.get(machine.run)?.rests ?? false,
        })),
        { instant: () => records.keepSnapshot(begun()), signal: with_.signal },
      )
      const record = records.snapshots.get(snapshot.snapshot) ?? begun()
      await records.keepSnapshot({ ...record, phase: 'taken', machines: [...pauses] })
    } catch (cause) {
      // A daemon that ends: the next one sees how far it came.
      if (with_.signal.aborted) throw cause
      log.error({ err: cause, snapshot: snapshot.snapshot }, 'snapshot not taken')
      await fail(snapshot, troubleOf(step, cause))
    }
  }

  /** What there is of it goes first: a snapshot that is reported as failed takes no room any more. */
  async function fail(snapshot: SnapshotWanted, trouble: Trouble): Promise<void> {
    for (const { memory } of snapshot.machines) if (memory !== null) await machines.removeMemory(memory)
    await records.keepSnapshot({ snapshot: snapshot.snapshot, phase: 'failed', takenAt: null, machines: [], trouble })
  }

  return { take, fail }
}
