import type { LabSummary, LabView, NetworkView } from '@paddock/api'
import { type LabId, type LabState, labStateOf, Problem, type VmState } from '@paddock/model'
import { type LabOutline, labOutlines, labWholes, type NetworkRow, type Tx } from '@paddock/store'
import { stateOfVm, troubleOfVm, vmView } from '../vm/view.ts'
import { labStateSince } from './since.ts'

interface Which {
  readonly ids: readonly LabId[]
}

/** Labs as lists show them, in the order of the ids. Labs that are gone are left out. */
export async function labSummaries(tx: Tx, which: Which, now: Date): Promise<LabSummary[]> {
  const labs = await labOutlines(tx, which.ids)
  return labs.map(lab => {
    const states = lab.vms.map(vm => ({
      id: vm.id,
      name: vm.name,
      state: stateOfVm(vm, now),
      cores: vm.cores,
      memoryMiB: vm.memory_mib,
    }))
    return {
      ...facts(
        lab,
        states.map(vm => vm.state),
      ),
      vms: states,
    }
  })
}

/** Labs with everything in them, in the order of the ids. */
export async function labViews(tx: Tx, which: Which, now: Date): Promise<LabView[]> {
  const labs = await labWholes(tx, which.ids)
  return labs.map(lab => {
    const vms = lab.vms.map(vm => vmView(vm, now))
    return {
      ...facts(
        lab,
        vms.map(vm => vm.state),
      ),
      vms,
      networks: lab.networks.map(networkView),
    }
  })
}

/** @throws Problem `not-found` when it went away meanwhile */
export async function labView(tx: Tx, id: LabId, now: Date): Promise<LabView> {
  const [view] = await labViews(tx, { ids: [id] }, now)
  if (!view) throw new Problem('not-found', 'The lab is gone.')
  return view
}

function facts(lab: LabOutline, states: readonly VmState[]): Omit<LabSummary, 'vms'> {
  const state = labStateOf({ intent: lab.intent, reverting: lab.revert_to !== null }, states)
  return {
    id: lab.id,
    name: lab.name,
    description: lab.description,
    project: { id: lab.project_id, name: lab.project_name },
    owner: { id: lab.owner_id, name: lab.owner_name },
    state,
    stateSince: labStateSince(lab, states, state)?.toISOString() ?? null,
    reason: reasonOf(lab, states, state),
    template:
      lab.template_id === null
        ? null
        : { id: lab.template_id, name: lab.template_name ?? '', version: lab.template_version ?? 1 },
    networkCount: lab.network_count,
    memoryMiB: lab.vms.reduce((sum, vm) => sum + vm.memory_mib, 0),
    snapshotId: lab.stands_at,
    createdAt: lab.created_at.toISOString(),
    revision: lab.revision,
  }
}

/** The first machine that is not as it should be says why the lab is not. */
function reasonOf(lab: LabOutline, states: readonly VmState[], state: LabState): LabSummary['reason'] {
  const awake = lab.vms.find((vm, at) => states[at] === 'running' && vm.rest_trouble)
  if (awake && (state === 'running' || state === 'mixed')) {
    const trouble = troubleOfVm(awake, 'running')
    return trouble && { code: trouble.code, message: `${awake.name}: ${trouble.message}` }
  }
  if (state !== 'failed' && state !== 'unknown' && state !== 'suspended' && state !== 'mixed') return null
  const shown = state === 'mixed' ? 'suspended' : state
  for (const [at, vm] of lab.vms.entries()) {
    if (states[at] !== shown) continue
    const trouble = troubleOfVm(vm, shown)
    if (trouble) return { code: trouble.code, message: `${vm.name}: ${trouble.message}` }
  }
  return null
}

export function networkView(network: NetworkRow): NetworkView {
  return {
    id: network.id,
    labId: network.lab_id,
    name: network.name,
    cidr: network.cidr,
    gateway: network.gateway,
    domain: network.domain,
    dhcp: network.dhcp,
    dns: network.dns,
    nat: network.nat,
    createdAt: network.created_at.toISOString(),
    revision: network.revision,
  }
}
