import type { MachineNeeds } from '@paddock/host'
import type { MachineWanted } from '@paddock/host-api'
import type { Caged } from '@paddock/linux'
import { Problem } from '@paddock/model'
import { type Connection, connectQemu, disconnect } from './connection.ts'
import { nicDevice } from './devices.ts'
import type { RunFolder } from './folder.ts'
import { imagesOf, inOrder, launch, makeFolder } from './launch.ts'
import { checkCompatible, type StartingMemory, takeUpState } from './memory/start-from.ts'
import type { RunNeeds } from './needs.ts'
import { type RunRecord, withoutUserData } from './record.ts'
import { uidOf } from './user.ts'

interface BringUp {
  readonly needs: RunNeeds
  readonly folder: RunFolder
  readonly machine: MachineWanted
  readonly machineNeeds: MachineNeeds
  record(): RunRecord
  write(change: Partial<RunRecord>): void
  /** Called once the process is there. */
  began(caged: Caged): void
}

/**
 * Brings a machine up, from nothing to running processors.
 *
 * Each thing is recorded before it is done. Whatever throws or is killed in here, the run's folder, group and process name the run, and are
 * cleared away by their name.
 */
export async function bringUp(of: BringUp): Promise<Connection> {
  const { needs, machine } = of
  const memory = machine.memory === null ? null : await needs.memories.open(machine.memory)
  try {
    if (memory !== null) checkCompatible(memory.compatibility, needs.platform, machine)
    return await bringUpWith(of, memory)
  } finally {
    memory?.close()
  }
}

async function bringUpWith(of: BringUp, memory: StartingMemory | null): Promise<Connection> {
  const { needs, folder, machine, machineNeeds, record, write } = of
  const step = (name: string) => needs.step?.(name)
  const images = await imagesOf(machine, machineNeeds, memory?.compatibility.diskSlots)
  step('folder')
  await makeFolder(needs, folder, machine)
  step('record')
  write({
    machine: withoutUserData(machine),
    disks: inOrder(machine.disks).map(({ volume }, at) => ({
      slot: memory?.compatibility.diskSlots[at] ?? at,
      volume,
    })),
    nics: inOrder(machine.interfaces).map(({ interface: id }, at) => ({
      slot: memory?.compatibility.nicSlots[at] ?? at,
      interface: id,
    })),
    identity: memory === null ? 'own' : 'pending',
    firstDisk: images.disks[0]?.chain[0]?.file ?? null,
  })
  step('process')
  const caged = launch(needs, { folder, record: record(), images, memory })
  step('process recorded')
  write({ process: caged.identity })
  of.began(caged)
  step('connection')
  const [connection] = await Promise.all([
    connectQemu(caged.identity, { folder, uid: uidOf(needs.tag, record().slot) }),
    caged.taps.length === 0 ? undefined : machineNeeds.plug(caged.taps),
  ])
  try {
    if (memory !== null) await takeUpState(connection.qmp, caged.identity, memory)
    for (const { slot, interface: id } of record().nics) {
      const up = machine.interfaces.find(one => one.interface === id)?.connected === true
      // A cable is in, unless it is said otherwise or the memory remembers otherwise.
      if (!up || memory !== null) await connection.qmp.execute('set_link', { name: nicDevice(slot), up })
    }
    if (record().stopAsked) throw new Problem('start-failed', 'The machine was stopped while it started.')
    step('processors')
    await connection.qmp.execute('cont')
    step('running recorded')
    // What was asked so far concerns the run before it began.
    write({ startedAt: needs.clock().toISOString(), resetsDone: machine.resets })
  } catch (cause) {
    disconnect(connection)
    throw cause
  }
  return connection
}
