import type { FenceWanted, MachineWanted } from '@paddock/host-api'
import { type LayerId, Problem } from '@paddock/model'
import type { ActorNeeds } from './act.ts'
import { keyedLock } from './keyed-lock.ts'
import { performSnapshots } from './perform-snapshots.ts'
import type { MachineNeeds } from './ports.ts'
import { type RunRecord, withoutSecrets } from './record.ts'
import type { Step } from './step.ts'
import { troubleOf } from './trouble.ts'

interface LongWork {
  readonly signal: AbortSignal
  progress(layer: LayerId, step: string, fraction: number): void
}

/** Does one step with the drivers, and writes down what the ledger has to know before and after it. */
export function perform(needs: ActorNeeds, long: LongWork): (step: Step) => Promise<void> {
  const { drivers, records, clock, bootId } = needs
  const { machines, networks, volumes } = drivers
  // A fence is raised, lowered and plugged into by one at a time.
  const fenceLock = keyedLock()
  const now = () => clock.now().toISOString()

  /** Written down before the driver hears of it, so that whoever dies, the run is known to have been begun. */
  async function start(step: Step & { do: 'start-machine' }): Promise<void> {
    const { machine } = step
    await records.keep({ ...recordOf(machine), bootId, phase: 'starting' })
    try {
      await machines.start(machine, needsOf(machine))
    } catch (cause) {
      needs.log.error({ err: cause, run: machine.run, vm: machine.vm, lab: machine.lab }, 'machine not started')
      const wanted = needs.assignment()?.machines.find(other => other.run === machine.run)?.want === 'running'
      await records.keep({
        ...recordOf(machine),
        phase: 'ended',
        end: {
          reason: wanted ? 'start-failed' : 'stopped',
          at: now(),
          trouble: wanted ? troubleOf(step, cause) : null,
        },
      })
      return
    }
    await records.keep({ ...recordOf(machine), bootId, phase: 'running', startedAt: now() })
  }

  async function update(machine: MachineWanted): Promise<void> {
    await machines.update(machine, needsOf(machine))
    const record = recordOf(machine)
    await records.keep({ ...record, phase: record.phase === 'starting' ? 'running' : record.phase })
  }

  /** The record as it stands, with the machine as it is wanted now. */
  function recordOf(machine: MachineWanted): RunRecord {
    const former = records.all.get(machine.run)
    const blank: Omit<RunRecord, 'machine'> = { run: machine.run, phase: 'running', bootId, startedAt: null, end: null }
    return { ...(former ?? blank), machine: withoutSecrets(machine) }
  }

  const needsOf = (machine: MachineWanted): MachineNeeds => ({
    plug: taps => fenceLock(machine.lab, () => networks.plug(fenceOf(machine), taps)),
    chain: volume => volumes.chain(volume),
    layer: layer => volumes.layer(layer),
  })

  function fenceOf(machine: MachineWanted): FenceWanted {
    const fence = needs.assignment()?.fences.find(other => other.lab === machine.lab)
    if (fence === undefined) throw new Problem('start-failed', "The lab's networks were taken down meanwhile.")
    return fence
  }

  const snapshots = performSnapshots(needs, { needsOf, signal: long.signal })

  return async step => {
    switch (step.do) {
      case 'make-layer':
        return volumes.makeLayer(step.layer, {
          progress: (words, fraction) => long.progress(step.layer.layer, words, Math.min(Math.max(fraction, 0), 1)),
          signal: long.signal,
        })
      case 'seal-layer':
        return volumes.makeLayer(step.layer, { progress() {}, signal: long.signal })
      case 'merge-layer': {
        const { layer, kind, parent } = step.layer
        if (kind === 'memory') return machines.mergeMemory(layer, parent, long.signal)
        return volumes.mergeLayer(layer, parent, long.signal)
      }
      case 'remove-layer':
        return volumes.removeLayer(step.layer)
      case 'make-volume':
        return volumes.make(step.volume)
      case 'remove-volume':
        return volumes.remove(step.volume)
      case 'remove-memory':
        return machines.removeMemory(step.layer)
      case 'take-snapshot':
        return snapshots.take(step)
      case 'fail-snapshot':
        return snapshots.fail(step.snapshot, step.trouble)
      case 'forget-snapshot':
        return records.forgetSnapshot(step.snapshot)
      case 'go-on':
        return machines.goOn(step.run)
      case 'raise-fence':
        return fenceLock(step.fence.lab, () => networks.raise(step.fence))
      case 'lower-fence':
        return fenceLock(step.lab, () => networks.lower(step.lab))
      case 'start-machine':
        return start(step)
      case 'update-machine':
        return update(step.machine)
      case 'stop-machine':
        return machines.stop(step.machine.want === step.how ? step.machine : { ...step.machine, want: step.how })
      case 'end-machine':
        return records.keep({ ...recordOf(step.machine), phase: 'ended', end: step.end })
      case 'forget-machine':
        await machines.forget(step.run)
        return records.forget(step.run)
      case 'wait':
        return
    }
  }
}
