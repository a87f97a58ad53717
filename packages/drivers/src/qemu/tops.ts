import type { ImageFile } from '@paddock/host'
import type { VolumeId } from '@paddock/model'
import { nodeName } from './blocks.ts'
import { addImage, closeSealed } from './live-blocks.ts'
import { keepNvram } from './nvram.ts'
import { isDisk } from './plug-disks.ts'
import type { Changing } from './update.ts'

/** A disk as QEMU has it, and the wanted volume whose chain it is part of. */
interface DiskNow {
  readonly slot: number
  /** The node that is written now. */
  readonly node: string
  readonly volume: VolumeId
  readonly sealed: ImageFile
  /** What is to come above it, lowest first. Empty: it is as wanted. */
  readonly above: readonly ImageFile[]
}

/**
 * Puts newer tops on disks while the guest writes: all of the machine's at one instant, by one transaction.
 *
 * What was the top is written no more, and QEMU opens it anew for reading only, so that others can use it too (blockdev.c, `external_snapshot_commit`).
 */
export async function putTops(changing: Changing): Promise<void> {
  for (;;) {
    const tops = await nextTops(changing)
    if (tops === null) return closeSealed(changing.qmp)
    await tops.put()
  }
}

/** The next newer top of each disk that has one, ready to be put on. */
export interface NextTops {
  /** True when these are the last: above them is nothing more. */
  readonly last: boolean
  /** The files that are written until then. */
  readonly sealed: readonly string[]
  put(): Promise<void>
}

/** Gives QEMU the next tops, without using them yet. Null: every disk is as wanted. */
export async function nextTops(changing: Changing): Promise<NextTops | null> {
  const { qmp, machine, record, write, nvram } = changing
  const disks = await disksNow(changing)
  const volumes = new Map(disks.map(disk => [disk.slot, disk.volume]))
  write({ disks: record().disks.map(one => ({ ...one, volume: volumes.get(one.slot) ?? one.volume })) })
  const behind = disks.flatMap(disk => (disk.above[0] === undefined ? [] : [{ ...disk, next: disk.above[0] }]))
  if (behind.length === 0) return null
  const actions: unknown[] = []
  for (const { node, next } of behind) {
    const overlay = await addImage(qmp, next, { writable: true, backing: null })
    actions.push({ type: 'blockdev-snapshot', data: { node, overlay } })
  }
  return {
    last: behind.every(({ above }) => above.length === 1),
    sealed: behind.map(({ sealed }) => sealed.file),
    async put() {
      const first = behind.find(disk => disk.sealed.file === record().firstDisk)
      if (machine.firmware === 'uefi' && first !== undefined) keepNvram(nvram, first.sealed.file)
      await qmp.execute('transaction', { actions })
      if (first !== undefined) write({ firstDisk: first.next.file })
    },
  }
}

async function disksNow({ qmp, machine, needs, record }: Changing): Promise<DiskNow[]> {
  const blocks = await qmp.execute('query-block')
  const chains = await Promise.all(
    machine.disks.map(async ({ volume }) => ({ volume, chain: await needs.chain(volume) })),
  )
  return record().disks.flatMap(({ slot, volume: recorded }) => {
    const node = blocks.find(one => isDisk(one.device, slot))?.nodeName
    // Two disks may lie on one layer: the volume that this slot had is looked for first.
    const inTurn = chains.toSorted((a, b) => Number(b.volume === recorded) - Number(a.volume === recorded))
    for (const { volume, chain } of inTurn) {
      const depth = chain.findIndex(image => nodeName(image.file) === node)
      const sealed = chain[depth]
      if (sealed !== undefined)
        return [{ slot, node: nodeName(sealed.file), volume, sealed, above: chain.slice(0, depth).toReversed() }]
    }
    return []
  })
}
