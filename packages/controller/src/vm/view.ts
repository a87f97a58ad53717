import type { DiskView, InterfaceView, VmView } from '@paddock/api'
import { hostSilentAfterSeconds, type VmState, vmCan, vmStateOf } from '@paddock/model'
import type { InterfaceRow, LabOutline, VmWhole } from '@paddock/store'

import { memoryTrouble } from './memory-trouble.ts'

type VmWithRun = LabOutline['vms'][number]

export function stateOfVm(vm: VmWithRun, now: Date): VmState {
  const silent =
    vm.host_id !== null &&
    (vm.host_seen_at === null || now.getTime() - vm.host_seen_at.getTime() > hostSilentAfterSeconds * 1000)
  return vmStateOf({
    intent: vm.intent,
    run: vm.power === null ? null : { power: vm.power, end: vm.end_reason },
    memory: vm.memory_layer_id !== null,
    halted: vm.trouble?.code === 'disk-full',
    hostSilent: silent,
  })
}

/** Since when the machine is in this state, as far as somebody wrote it down. A guest that turns itself off tells nobody when it began to. */
export function vmStateSince(vm: VmWithRun, state: VmState): Date | null {
  switch (state) {
    case 'starting':
    case 'resuming':
      return vm.run_asked_at
    case 'running':
      return vm.started_at
    case 'suspending':
    case 'stopping':
    case 'deleting':
      return vm.end_asked_at
    case 'unknown':
      return vm.host_seen_at
    // When it was halted nobody wrote down.
    case 'paused':
      return null
    case 'failed':
      return vm.ended_at
    case 'stopped':
    case 'suspended':
      return vm.run_id === null ? vm.created_at : vm.ended_at
  }
}

/** Why a machine is not as it should be, in words. */
export function troubleOfVm(vm: VmWithRun, state: VmState): VmView['reason'] {
  if (state === 'unknown')
    return {
      code: 'host-unreachable',
      message: `Nothing is heard of host ${vm.host_name ?? ''}; the machine may go on there.`,
    }
  if (vm.trouble) return { code: vm.trouble.code, message: vm.trouble.message }
  if (state === 'running' && vm.rest_trouble)
    return { code: vm.rest_trouble.code, message: `It could not be suspended. ${vm.rest_trouble.message}` }
  if (state === 'suspended') return memoryTrouble(vm.memory_made_with, vm.memory_holders)
  if (state !== 'failed') return null
  switch (vm.end_reason) {
    case 'crashed':
      return { code: 'start-failed', message: 'Its process ended though nobody had asked. Start it again.' }
    case 'host-restarted':
      return { code: 'start-failed', message: 'Its host was restarted under it. Start it again.' }
    case 'no-capacity':
      return { code: 'no-capacity', message: 'No host had room for it.' }
    default:
      return { code: 'start-failed', message: 'It could not be started.' }
  }
}

export function vmView(vm: VmWhole, now: Date): VmView {
  const state = stateOfVm(vm, now)
  const alive = vmCan.watch(state)
  return {
    id: vm.id,
    labId: vm.lab_id,
    name: vm.name,
    description: vm.description,
    state,
    stateSince: vmStateSince(vm, state)?.toISOString() ?? null,
    reason:
      troubleOfVm(vm, state) ?? vm.disks.map(disk => disk.volume_trouble).find(trouble => trouble !== null) ?? null,
    step: alive ? (vm.step ?? '') : '',
    cores: vm.cores,
    memoryMiB: vm.memory_mib,
    firmware: vm.firmware,
    profile: vm.profile,
    startStage: vm.start_stage,
    disks: vm.disks.map(diskView),
    interfaces: vm.interfaces.map(interfaceView),
    cd: vm.cd_asset_id === null ? null : { assetId: vm.cd_asset_id, name: vm.cd_name ?? '' },
    placement: vm.host_id === null ? null : { hostId: vm.host_id, hostName: vm.host_name ?? '', why: vm.why ?? '' },
    startedAt: alive ? (vm.started_at?.toISOString() ?? null) : null,
    agent:
      alive && vm.agent
        ? { connected: vm.agent.connected, addresses: [...vm.agent.addresses] }
        : { connected: false, addresses: [] },
    createdAt: vm.created_at.toISOString(),
    revision: vm.revision,
  }
}

export function diskView(disk: VmWhole['disks'][number]): DiskView {
  return {
    id: disk.id,
    vmId: disk.vm_id,
    name: disk.name,
    position: disk.position,
    // A copy of a layer is at least as large as the layer, which may not have been made when the lab was.
    sizeBytes: Math.max(disk.size_bytes, disk.virtual_size_bytes ?? 0),
    storedBytes: disk.stored_bytes,
    createdAt: disk.created_at.toISOString(),
  }
}

export function interfaceView(port: InterfaceRow): InterfaceView {
  return {
    id: port.id,
    vmId: port.vm_id,
    networkId: port.network_id,
    position: port.position,
    mac: port.mac,
    address: port.address,
    connected: port.connected,
    createdAt: port.created_at.toISOString(),
    revision: port.revision,
  }
}
