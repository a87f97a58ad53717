import type { Trouble } from '@paddock/host-api'
import { Problem } from '@paddock/model'
import { nodeName } from './blocks.ts'
import { disk, diskDevice, disksHotPlug } from './devices.ts'
import { slots } from './hardware.ts'
import { inOrder, serialOf } from './launch.ts'
import { addChain } from './live-blocks.ts'
import { liveDevices, unplug } from './live-devices.ts'
import type { Changing } from './update.ts'

/** Takes out disks that are no longer wanted. Returns what has to wait because this machine's disks can't be changed while it runs. */
export async function unplugDisks(changing: Changing): Promise<Trouble | null> {
  const { qmp, machine, record, write } = changing
  const wanted = new Set(machine.disks.map(({ volume }) => volume))
  const extra = record().disks.filter(({ volume }) => !wanted.has(volume))
  const missing = machine.disks.some(({ volume }) => !record().disks.some(one => one.volume === volume))
  if (!disksHotPlug(machine.profile))
    return extra.length > 0 || missing
      ? { code: 'not-now', message: 'The change of its disks waits until the machine is stopped and started.' }
      : null
  for (const { slot } of extra) {
    if ((await liveDevices(qmp)).has(diskDevice(slot))) await unplug(qmp, diskDevice(slot))
    write({ disks: record().disks.filter(one => one.slot !== slot) })
  }
  return null
}

/** Virtio disks are told by their place in QEMU's tree, others by their id. */
export const isDisk = (device: string, slot: number): boolean =>
  device === diskDevice(slot) || device === `/machine/peripheral/${diskDevice(slot)}/virtio-backend`

export async function plugDisks(changing: Changing): Promise<void> {
  const { qmp, machine, needs, record, write } = changing
  if (!disksHotPlug(machine.profile)) return
  for (const { disk: id, volume } of inOrder(machine.disks)) {
    const slot = record().disks.find(one => one.volume === volume)?.slot ?? freeSlot(changing)
    if ((await liveDevices(qmp)).has(diskDevice(slot))) continue
    // Written before the disk is there: a slot with nothing in it does no harm.
    write({ disks: [...record().disks.filter(one => one.slot !== slot), { slot, volume }] })
    const chain = await needs.chain(volume)
    await addChain(qmp, chain)
    const images = chain.map(image => ({ node: nodeName(image.file), format: image.format, set: 0, writable: false }))
    await qmp.execute('device_add', disk(machine.profile, { slot, serial: serialOf(id), chain: images }))
  }
}

function freeSlot({ record }: Changing): number {
  const taken = new Set(record().disks.map(one => one.slot))
  for (let slot = 0; slot < slots.disks; slot++) if (!taken.has(slot)) return slot
  throw new Problem('limit-reached', `A machine takes ${slots.disks} disks.`)
}
