import { closeSync } from 'node:fs'
import { openTap } from '@paddock/linux'
import { Problem } from '@paddock/model'
import { QmpError } from '@paddock/qmp'
import { netdevOf, nic, nicDevice } from './devices.ts'
import { slots } from './hardware.ts'
import { inOrder } from './launch.ts'
import { liveDevices, unplug } from './live-devices.ts'
import type { Changing } from './update.ts'
import { tapName } from './user.ts'

export async function unplugNics({ qmp, machine, record, write }: Changing): Promise<void> {
  const wanted = new Set(machine.interfaces.map(one => one.interface))
  for (const { slot, interface: id } of record().nics) {
    if (wanted.has(id)) continue
    if ((await liveDevices(qmp)).has(nicDevice(slot))) await unplug(qmp, nicDevice(slot))
    await removeNetdev({ qmp }, slot)
    write({ nics: record().nics.filter(one => one.slot !== slot) })
  }
}

/** Plugs what is missing, and takes every tap into the fence again: the last daemon may have died between the two. */
export async function plugNics(changing: Changing): Promise<void> {
  const { qmp, machine, needs, record, write, tag } = changing
  const live = await liveDevices(qmp)
  for (const { interface: id, mac } of inOrder(machine.interfaces)) {
    const slot = record().nics.find(one => one.interface === id)?.slot ?? freeSlot(changing)
    if (live.has(nicDevice(slot))) continue
    write({ nics: [...record().nics.filter(one => one.slot !== slot), { slot, interface: id }] })
    // What a start of this that was cut off has left. Its tap goes with it.
    await removeNetdev(changing, slot)
    const tap = { interface: id, name: tapName(tag, changing.slot, slot) }
    const descriptor = openTap(tap.name)
    try {
      await qmp.execute('getfd', { fdname: tap.name }, { descriptor })
      await qmp.execute('netdev_add', { type: 'tap', id: netdevOf(slot), fd: tap.name })
    } finally {
      closeSync(descriptor)
    }
    await needs.plug([tap])
    await qmp.execute('device_add', nic(machine.profile, { slot, mac }))
  }
  const taps = record().nics.map(({ slot, interface: id }) => ({
    interface: id,
    name: tapName(tag, changing.slot, slot),
  }))
  if (taps.length > 0) await needs.plug(taps)
}

/** Cables are pulled and put back. */
export async function setLinks({ qmp, machine, record }: Changing): Promise<void> {
  for (const { slot, interface: id } of record().nics) {
    const up = machine.interfaces.find(one => one.interface === id)?.connected
    if (up !== undefined) await qmp.execute('set_link', { name: nicDevice(slot), up })
  }
}

async function removeNetdev({ qmp }: Pick<Changing, 'qmp'>, slot: number): Promise<void> {
  try {
    await qmp.execute('netdev_del', { id: netdevOf(slot) })
  } catch (cause) {
    // It is not there.
    if (!(cause instanceof QmpError)) throw cause
  }
}

function freeSlot({ record }: Changing): number {
  const taken = new Set(record().nics.map(one => one.slot))
  for (let slot = 0; slot < slots.nics; slot++) if (!taken.has(slot)) return slot
  throw new Problem('limit-reached', `A machine takes ${slots.nics} network interfaces.`)
}
