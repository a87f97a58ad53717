import { open } from 'node:fs/promises'
import { diskFull, type SnapshotPart, type SnapshotPause, type SnapshotTold } from '@paddock/host'
import { type LayerId, Problem } from '@paddock/model'
import { inOrder } from '../launch.ts'
import { closeSealed } from '../live-blocks.ts'
import type { RunNeeds } from '../needs.ts'
import type { HeldRun } from '../run.ts'
import { type NextTops, nextTops } from '../tops.ts'
import type { Capturing } from './capturing.ts'
import { Delta } from './delta.ts'
import type { Compatibility } from './layer-file.ts'
import { type PauseWatch, pauseWatch } from './pause-watch.ts'
import { goOn, Precopy } from './precopy.ts'
import { writeLayer } from './write-layer.ts'

/** What there has to be room for at least: the changes of a copy are known only at the instant. */
const leastRoomMiB = 64
/** With less than one piece of what is written the disk is full. */
const fullBytes = 1024 * 1024

interface Needs extends Pick<RunNeeds, 'memories' | 'platform' | 'step' | 'log'> {
  hold(part: SnapshotPart): Promise<HeldRun>
}

/** One machine of a snapshot that is being taken. */
interface Taking {
  readonly part: SnapshotPart
  readonly held: HeldRun
  readonly capturing: Capturing | null
  readonly compatibility: Compatibility
  /** From now on: an idle guest may stand still a moment before the others. */
  readonly watch: PauseWatch
  tops: NextTops | null
}

/**
 * Takes a snapshot of several machines: they all stand still, each is taken, and each goes on as soon as it is.
 *
 * That a machine goes on while another is still being taken does no harm: the instant is the moment at which all stood still, and one that
 * stands still receives nothing. Those that rest do not go on; their turn is kept until their memory is safe.
 */
export async function takeSnapshot(
  needs: Needs,
  parts: readonly SnapshotPart[],
  told: SnapshotTold,
): Promise<SnapshotPause[]> {
  const layers = parts.flatMap(({ memory }) => (memory === null ? [] : [memory]))
  const takings: Taking[] = []
  try {
    let pauses: SnapshotPause[]
    try {
      // In one order, so that two snapshots never wait for each other.
      for (const part of parts.toSorted((a, b) => (a.machine.run < b.machine.run ? -1 : 1)))
        takings.push(await begin(needs, part))
      needs.step?.('snapshot prepared')
      await all(takings, taking => prepare(taking))
      told.signal.throwIfAborted()
      await told.instant()
      pauses = await instant(needs, takings)
    } catch (cause) {
      await Promise.allSettled(takings.map(({ capturing }) => capturing?.abandon()))
      // One whose QEMU is gone has nothing to go on with.
      await Promise.allSettled(takings.map(({ held }) => goOn(held.changing.qmp)))
      throw cause
    } finally {
      for (const { part, held, watch } of takings) {
        watch.end()
        if (!part.rests) held.release()
      }
    }
    told.goneOn?.()
    needs.step?.('snapshot taken')
    await all(takings, taking => keep(needs, taking, told.signal))
    for (const layer of layers) {
      needs.step?.('layer written')
      await needs.memories.add(layer)
    }
    return pauses
  } catch (cause) {
    // Before its files are removed: what writes for QEMU only says that it failed.
    const full = (await needs.memories.roomBytes()) < fullBytes
    for (const layer of layers) await needs.memories.remove(layer)
    await Promise.allSettled(resting(takings).map(goOnAfterAll))
    throw problemOf(cause, full)
  } finally {
    for (const { held } of resting(takings)) held.release()
  }
}

const resting = (takings: readonly Taking[]): Taking[] => takings.filter(({ part }) => part.rests)

async function goOnAfterAll({ held }: Taking): Promise<void> {
  await goOn(held.changing.qmp)
  held.changing.write({ standsStill: false })
}

async function begin(needs: Needs, part: SnapshotPart): Promise<Taking> {
  const { machine, memory } = part
  if (memory !== null) await needs.memories.demandRoom(machine.memory === null ? machine.memoryMiB : leastRoomMiB)
  const held = await needs.hold(part)
  try {
    const { qmp, record } = held.changing
    if ((await qmp.execute('query-status')).status !== 'running')
      throw new Problem('not-now', `${machine.name} stands still. Take the snapshot when it runs.`)
    const { nics, machine: started } = record()
    const compatibility: Compatibility = {
      ...needs.platform,
      cores: started.cores,
      memoryMiB: started.memoryMiB,
      firmware: started.firmware,
      profile: started.profile,
      diskSlots: [],
      nicSlots: inOrder(machine.interfaces).map(one => slotIn(nics, nic => nic.interface === one.interface)),
    }
    const capturing = capturingOf(needs, part, held, memory)
    return { part, held, compatibility, capturing, watch: pauseWatch(qmp), tops: null }
  } catch (cause) {
    held.release()
    throw cause
  }
}

function capturingOf(needs: Needs, { machine }: SnapshotPart, held: HeldRun, memory: LayerId | null): Capturing | null {
  if (memory === null) return null
  const file = needs.memories.workFiles(memory).capture
  const { qmp } = held.changing
  if (machine.memory === null) return new Precopy(qmp, file)
  return new Delta({ qmp, pid: held.pid, memoryMiB: machine.memoryMiB, file })
}

/** Everything that can be done while the guest runs. */
async function prepare(taking: Taking): Promise<void> {
  const { held, capturing } = taking
  for (;;) {
    taking.tops = await nextTops(held.changing)
    if (taking.tops === null || taking.tops.last) break
    await taking.tops.put()
  }
  // QEMU writes everything out when a guest stands still: what is written now, needs not be written then.
  await Promise.all((taking.tops?.sealed ?? []).map(writeOut))
  await capturing?.prepare()
}

async function writeOut(file: string): Promise<void> {
  const handle = await open(file, 'r')
  try {
    await handle.datasync()
  } finally {
    await handle.close()
  }
}

async function instant(needs: Needs, takings: readonly Taking[]): Promise<SnapshotPause[]> {
  for (const { held } of resting(takings)) held.changing.write({ standsStill: true })
  await all(takings, ({ held }) => held.changing.qmp.execute('stop'))
  needs.step?.('all stand still')
  await all(takings, async ({ part, held, capturing, tops }) => {
    await capturing?.still()
    await tops?.put()
    needs.step?.('tops put')
    await capturing?.take()
    if (part.rests) return
    // Mostly it goes on at once. If not, it is asked why.
    await held.changing.qmp.execute('cont').catch(() => {})
    await goOn(held.changing.qmp)
  })
  await all(takings, ({ held }) => closeSealed(held.changing.qmp))
  return takings.map(({ part, watch }) => ({ run: part.machine.run, pauseMs: watch.pauseMs() }))
}

/** Makes the layer of what was taken. The guest runs. */
async function keep(
  needs: Needs,
  { part, held, capturing, compatibility }: Taking,
  signal: AbortSignal,
): Promise<void> {
  const { machine, memory } = part
  if (capturing === null || memory === null) return
  const capture = await capturing.finish()
  const { disks } = held.changing.record()
  const diskSlots = inOrder(machine.disks).map(one => slotIn(disks, disk => disk.volume === one.volume))
  await writeLayer(capture, {
    file: needs.memories.workFiles(memory).next,
    layer: memory,
    parent: machine.memory,
    compatibility: { ...compatibility, diskSlots },
    signal,
  })
}

/** @throws Problem `not-now` for a device that is still to be plugged. */
function slotIn<T extends { readonly slot: number }>(list: readonly T[], is: (one: T) => boolean): number {
  const slot = list.find(is)?.slot
  if (slot === undefined) throw new Problem('not-now', 'A device of the machine is still being plugged in.')
  return slot
}

/** Does the same for all at once, and fails only when all have come to an end. */
async function all<T>(list: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const failed = (await Promise.allSettled(list.map(work))).find(({ status }) => status === 'rejected')
  if (failed !== undefined) throw (failed as PromiseRejectedResult).reason
}

function problemOf(cause: unknown, full: boolean): Problem {
  if (cause instanceof Problem) return cause
  if (full || diskFull(cause) !== null)
    return new Problem('disk-full', 'The host’s disk has no room for the snapshot. Nothing of it was kept.', { cause })
  return new Problem('snapshot-failed', 'The snapshot could not be taken. The machines go on.', { cause })
}
