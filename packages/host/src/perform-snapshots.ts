import type { MachineWanted, SnapshotWanted, Trouble } from '@paddock/host-api'
import type { RunId } from '@paddock/model'
import type { ActorNeeds } from './act.ts'
import type { MachineNeeds, SnapshotPause } from './ports.ts'
import type { SnapshotRecord } from './snapshot-record.ts'
import type { Step } from './step.ts'
import { troubleOf } from './trouble.ts'

/** Enough to know the lab again. Each costs some ten milliseconds of the host. */
const picturesMax = 8
/** Twice as wide as they are shown, for screens with small dots. */
const pictureWidth = 256

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
    const pictures = picturesOf(snapshot)
    const asked = new Map(snapshot.machines.map(one => [one.run, one]))
    try {
      const pauses = await machines.snapshot(
        step.machines.map(machine => ({
          machine,
          needs: with_.needsOf(machine),
          memory: asked.get(machine.run)?.memory ?? null,
          rests: asked.get(machine.run)?.rests ?? false,
        })),
        { instant: () => records.keepSnapshot(begun()), goneOn: pictures.take, signal: with_.signal },
      )
      const record = records.snapshots.get(snapshot.snapshot) ?? begun()
      await records.keepSnapshot({ ...record, phase: 'taken', machines: await pictures.with(pauses) })
    } catch (cause) {
      // A daemon that ends: the next one sees how far it came.
      if (with_.signal.aborted) throw cause
      log.error({ err: cause, snapshot: snapshot.snapshot }, 'snapshot not taken')
      await fail(snapshot, troubleOf(step, cause))
    }
  }

  /**
   * Small pictures of the screens as they were: taken when the guests go on again, so that none stands still for its picture. One that can't be taken is
   * left out.
   */
  function picturesOf(of: SnapshotWanted) {
    const taken = new Map<RunId, Promise<string | null>>()
    return {
      take(): void {
        for (const { run } of of.machines.filter(({ rests }) => !rests).slice(0, picturesMax)) {
          const picture = machines.picture({ method: 'picture', run, width: pictureWidth })
          taken.set(
            run,
            picture.then(
              ({ png }) => png,
              () => null,
            ),
          )
        }
      },
      with: (pauses: readonly SnapshotPause[]) =>
        Promise.all(pauses.map(async pause => ({ ...pause, picture: (await taken.get(pause.run)) ?? null }))),
    }
  }

  /** What there is of it goes first: a snapshot that is reported as failed takes no room any more. */
  async function fail(snapshot: SnapshotWanted, trouble: Trouble): Promise<void> {
    for (const { memory } of snapshot.machines) if (memory !== null) await machines.removeMemory(memory)
    await records.keepSnapshot({ snapshot: snapshot.snapshot, phase: 'failed', takenAt: null, machines: [], trouble })
  }

  return { take, fail }
}
