import type { LabView } from '@paddock/sdk'
import { withReason } from './state.ts'
import { facts, parts, table } from './table.ts'
import { ago, inBytes, inMiB, onOrOff, yesNo } from './text.ts'

type Vm = LabView['vms'][number]

/** A lab with its machines and networks. */
export function labInWords(lab: LabView): string {
  return parts(
    facts([
      ['Lab', lab.name],
      ['Description', lab.description],
      ['State', withReason(lab)],
      ['Project', lab.project.name],
      ['Owner', lab.owner.name],
      ['Template', lab.template ? `${lab.template.name}, version ${lab.template.version}` : null],
      ['Made', ago(lab.createdAt)],
      ['Id', lab.id],
      ['Revision', lab.revision],
    ]),
    vmTable(lab.vms, lab.networks),
    table(
      lab.networks,
      [
        ['NETWORK', one => one.name],
        ['ADDRESSES', one => one.cidr],
        ['GATEWAY', one => one.gateway],
        ['DOMAIN', one => one.domain],
        ['DHCP', one => onOrOff(one.dhcp)],
        ['DNS', one => onOrOff(one.dns)],
        ['NAT', one => onOrOff(one.nat)],
      ],
      'No networks.',
    ),
  )
}

export function vmTable(vms: readonly Vm[], networks: LabView['networks']): string {
  const nameOf = (id: string) => networks.find(network => network.id === id)?.name ?? '?'
  return table(
    vms,
    [
      ['MACHINE', vm => vm.name],
      ['STATE', withReason],
      ['CORES', vm => vm.cores],
      ['MEMORY', vm => inMiB(vm.memoryMiB)],
      ['ADDRESSES', vm => vm.interfaces.map(one => `${nameOf(one.networkId)} ${one.address}`).join(', ')],
      ['HOST', vm => vm.placement?.hostName ?? ''],
    ],
    'No machines.',
  )
}

/** One machine with its devices. */
export function vmInWords(vm: Vm & { readonly userData?: string | null }, networks: LabView['networks'] = []): string {
  const nameOf = (id: string) => networks.find(network => network.id === id)?.name ?? id
  return parts(
    facts([
      ['Machine', vm.name],
      ['Description', vm.description],
      ['State', withReason(vm)],
      ['Cores', vm.cores],
      ['Memory', inMiB(vm.memoryMiB)],
      ['Firmware', vm.firmware],
      ['Profile', vm.profile],
      ['Start stage', vm.startStage],
      ['CD', vm.cd?.name ?? null],
      ['Host', vm.placement ? `${vm.placement.hostName}: ${vm.placement.why}` : null],
      ['Runs since', vm.startedAt === null ? null : ago(vm.startedAt)],
      [
        'Agent',
        vm.agent.connected ? `answers ${vm.agent.addresses.map(({ address }) => address).join(', ')}`.trim() : 'silent',
      ],
      ['User data', vm.userData ? `${vm.userData.length} characters` : null],
      ['Id', vm.id],
      ['Revision', vm.revision],
    ]),
    diskTable(vm.disks),
    table(
      vm.interfaces,
      [
        ['INTERFACE', one => one.position],
        ['NETWORK', one => nameOf(one.networkId)],
        ['ADDRESS', one => one.address],
        ['MAC', one => one.mac],
        ['PLUGGED', one => yesNo(one.connected)],
        ['ID', one => one.id],
      ],
      'No interfaces.',
    ),
  )
}

export function diskTable(disks: Vm['disks']): string {
  return table(
    disks,
    [
      ['DISK', one => one.name],
      ['SIZE', one => inBytes(one.sizeBytes)],
      ['STORED', one => inBytes(one.storedBytes)],
      ['ID', one => one.id],
    ],
    'No disks.',
  )
}
