import type { EndpointOf } from '@paddock/api'
import { type Caller, type LayerId, limits, Problem, type SnapshotId, type VmId, type VolumeId } from '@paddock/model'
import {
  type Granted,
  type LabRow,
  labWholes,
  type SnapshotRun,
  type StoredSnapshot,
  snapshots,
  type Tx,
  type VmWhole,
  volumes,
} from '@paddock/store'
import type { z } from 'zod'
import { contentOf, layersOf } from '../lab/content.ts'
import { demandKept } from '../lab/power.ts'
import type { Needs } from '../needs.ts'
import { stateOfVm } from '../vm/view.ts'

type Wish = z.output<EndpointOf<'snapshotTake'>['body']>

/**
 * Takes a snapshot of a lab, or of some of its machines.
 *
 * Their volumes become layers at once; the host puts the newer tops on at the one instant at which it holds all that run. Without any
 * that runs nothing has to be waited for.
 *
 * @throws Problem `not-now` while another one is being taken, or a machine is neither up nor down; `disk-full`, `limit-reached`
 */
export async function takeSnapshot(
  needs: Needs,
  tx: Tx,
  caller: Caller,
  lab: Granted<'lab.snapshot', LabRow>,
  wish: Pick<Wish, 'name' | 'description' | 'memory' | 'vmIds' | 'networkId'>,
): Promise<{ id: SnapshotId; content: StoredSnapshot }> {
  demandKept(lab)
  const count = await snapshots.count(tx, lab.id)
  if (count.taking > 0)
    throw new Problem('not-now', `A snapshot of ${lab.name} is being taken. Take the next one when it is done.`)
  if (count.all >= limits.snapshotsPerLab)
    throw new Problem('limit-reached', `A lab has at most ${limits.snapshotsPerLab} snapshots. Delete one first.`)
  const before = await chosenOf(tx, lab, wish)
  const now = needs.clock()
  const running = before.filter(vm => stateOfVm(vm, now) === 'running')
  for (const vm of before) demandSteady(vm, now)

  const bases = await volumes.seal(
    tx,
    lab,
    needs.newId<'volume'> as () => VolumeId,
    before.map(vm => vm.id),
  )
  const held = running.map(
    (vm): SnapshotRun => ({
      run: vm.run_id as NonNullable<typeof vm.run_id>,
      vm: vm.id,
      memory: wish.memory ? needs.newId<'layer'>() : null,
    }),
  )
  const [whole] = await labWholes(tx, [lab.id])
  const chosen = new Set(before.map(vm => vm.id))
  const memories = held.flatMap(({ vm, memory }): [VmId, LayerId][] => (memory === null ? [] : [[vm, memory]]))
  const content = contentOf(
    { networks: whole?.networks ?? [], vms: whole?.vms.filter(vm => chosen.has(vm.id)) ?? [] },
    { bases, ran: new Set(running.map(vm => vm.id)), memories: new Map(memories) },
  )
  const id = needs.newId<'snapshot'>()
  await snapshots.insert(
    tx,
    lab,
    {
      id,
      tenant_id: lab.tenant_id,
      lab_id: lab.id,
      parent_id: lab.snapshot_id,
      author_id: caller.user,
      author_name: caller.name,
      name: wish.name ?? `Snapshot ${count.all + 1}`,
      description: wish.description,
      mode: wish.memory ? 'memory' : 'disks',
      content,
      host_id: running[0]?.host_id ?? null,
      ...(running.length === 0 ? { state: 'taken', taken_at: now } : {}),
    },
    { layers: layersOf(content), runs: held },
  )
  return { id, content }
}

/** The machines that it is of. @throws Problem `not-found` for one that is not the lab's */
async function chosenOf(
  tx: Tx,
  lab: LabRow,
  { vmIds, networkId }: Pick<Wish, 'vmIds' | 'networkId'>,
): Promise<VmWhole[]> {
  const [whole] = await labWholes(tx, [lab.id])
  const vms = (whole?.vms ?? []).filter(vm => vm.intent !== 'deleted')
  if (vmIds !== undefined) {
    if (vmIds.some(id => !vms.some(vm => vm.id === id)))
      throw new Problem('not-found', `${lab.name} has no such machine.`)
    return vms.filter(vm => vmIds.includes(vm.id))
  }
  if (networkId === undefined) return vms
  if (!whole?.networks.some(network => network.id === networkId))
    throw new Problem('not-found', `${lab.name} has no such network.`)
  return vms.filter(vm => vm.interfaces.some(port => port.network_id === networkId))
}

/** @throws Problem `not-now` for a machine that is on its way up or down, `disk-full` for one that waits for room */
function demandSteady(vm: VmWhole, now: Date): void {
  const state = stateOfVm(vm, now)
  switch (state) {
    case 'running':
    case 'stopped':
    case 'suspended':
    case 'failed':
      return
    case 'starting':
    case 'resuming':
    case 'suspending':
    case 'stopping':
    case 'deleting':
      throw new Problem('not-now', `${vm.name} is ${state}. Take the snapshot once it runs or has stopped.`)
    case 'paused':
      throw new Problem(
        'disk-full',
        `${vm.name} is paused: the disk of its host is full. Take the snapshot once there is room and it goes on.`,
      )
    case 'unknown':
      throw new Problem('not-now', `The host of ${vm.name} is silent. Take the snapshot once it is back.`)
  }
}
