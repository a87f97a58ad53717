import { readFileSync } from 'node:fs'
import type { GuestProfile } from '@paddock/model'
import { chainNodes, imageNodes } from './blocks.ts'
import { agentPort, board, controllers, disk, drive, netdev, nic, pointer, randomness, seed, video } from './devices.ts'
import type { Accelerator, MachineHardware } from './hardware.ts'
import type { JsonObject } from './json.ts'

/** Names of the sockets, in the folder that QEMU runs in. */
export const sockets = { qmp: 'qmp', screen: 'screen', serial: 'serial', agent: 'agent' } as const

/** Pinned: what a machine sees must not change with the version of QEMU. Both are recorded with every memory snapshot. */
export const machineType = 'pc-q35-7.2'
/** The newest model that TCG emulates whole: x86-64-v2 with AES (checked with `-cpu …,enforce` on QEMU 7.2). */
export const tcgCpu = 'Westmere-v1'

const uefiCode = '/usr/share/OVMF/OVMF_CODE_4M.fd'

/** The words that start QEMU, halted, as one machine. Pure: the same hardware gives the same words. */
export function commandLine(machine: MachineHardware): string[] {
  const { accelerator, cores, firmware, memoryMiB, profile, run, vm } = machine
  const device = (one: JsonObject) => ['-device', JSON.stringify(one)]
  return [
    'qemu-system-x86_64',
    ...['-name', `guest=${run},debug-threads=on`],
    '-nodefaults',
    '-no-user-config',
    '-S',
    ...['-msg', 'timestamp=on'],
    ...sandbox,
    ...['-accel', accelerator === 'kvm' ? 'kvm' : 'tcg,thread=multi,tb-size=64'],
    ...['-cpu', cpu(accelerator, profile)],
    ...['-machine', machineOptions(machine)],
    ...['-object', JSON.stringify({ ...memoryBackend(machine), id: 'ram0', size: memoryMiB * 1024 * 1024 })],
    ...(machine.memory === null ? [] : ['-incoming', `fd:${machine.memory.devices}`]),
    ...['-m', `${memoryMiB}`],
    ...['-smp', `cpus=${cores},sockets=1,cores=${cores},threads=1`],
    ...['-uuid', vm],
    ...['-smbios', 'type=1,manufacturer=Paddock,product=Virtual machine'],
    ...clock(accelerator, profile),
    ...['-boot', 'menu=off,strict=on'],
    // A guest that shuts down leaves QEMU waiting, so that its end can be told from a crash even if nobody looked.
    ...['-action', 'reboot=reset,shutdown=pause,panic=none'],
    // Suspended to memory a guest would look dead; nothing here wakes it.
    ...['-global', 'ICH9-LPC.disable_s3=1', '-global', 'ICH9-LPC.disable_s4=1'],
    // Lets a device state load that was saved without QEMU's own configuration section.
    ...['-global', 'migration.send-configuration=off'],
    ...machine.descriptors.flatMap(({ descriptor, set, opaque }) => [
      '-add-fd',
      `fd=${descriptor},set=${set},opaque=${opaque}`,
    ]),
    ...chardevs(machine),
    ...['-mon', 'chardev=qmp0,mode=control'],
    ...['-display', `vnc=unix:${sockets.screen},share=force-shared`],
    ...blocks(machine).flatMap(node => ['-blockdev', JSON.stringify(node)]),
    ...controllers(profile).flatMap(device),
    ...device(video()),
    ...pointer(profile).flatMap(device),
    ...(profile === 'linux' ? ['-object', JSON.stringify({ 'qom-type': 'rng-builtin', id: 'rng0' })] : []),
    ...randomness(profile).flatMap(device),
    ...agentPort().flatMap(device),
    ...board(run).flatMap(device),
    ...machine.disks.flatMap(one => device(disk(profile, one))),
    ...machine.drives.flatMap(one => device(drive(profile, one))),
    ...device(seed(profile, machine.seed.node)),
    ...machine.nics.flatMap(one => ['-netdev', JSON.stringify(netdev(one)), ...device(nic(profile, one))]),
    ...(firmware === 'uefi' ? ['-blockdev', JSON.stringify(uefiCodeNode)] : []),
  ]
}

/** Empty memory of its own; or a private mapping of a layer, whose pages stay shared until the guest writes them. */
function memoryBackend({ memory }: MachineHardware): JsonObject {
  return memory === null
    ? { 'qom-type': 'memory-backend-memfd', share: true }
    : { 'qom-type': 'memory-backend-file', 'mem-path': `/proc/self/fd/${memory.layer}`, share: false }
}

/** Everything that QEMU's own filter can forbid. Privileges are dropped before QEMU begins, so it needs none of the calls for that. */
const sandbox = ['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny']

function machineOptions({ firmware, nvram }: MachineHardware): string {
  const options = [
    machineType,
    'memory-backend=ram0',
    'usb=off',
    'smm=off',
    'vmport=off',
    'dump-guest-core=off',
    'suppress-vmdesc=on',
  ]
  if (firmware === 'uefi' && nvram !== null) options.push('pflash0=uefi', `pflash1=${nvram.node}`)
  return options.join(',')
}

const uefiCodeNode: JsonObject = {
  driver: 'raw',
  'node-name': 'uefi',
  'read-only': true,
  file: { driver: 'file', filename: uefiCode, 'read-only': true },
}

/** What the processors are, as a memory layer has to have it: with KVM they are this computer's own. */
export function cpuModel(accelerator: Accelerator): string {
  if (accelerator === 'tcg') return tcgCpu
  return /^model name\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1] ?? 'unknown'
}

/** What Windows asks of a hypervisor before it stops polling timers. Source: docs/system/i386/hyperv.rst. */
const hyperv =
  'hv_relaxed,hv_vapic,hv_spinlocks=0x1fff,hv_vpindex,hv_runtime,hv_time,hv_synic,hv_stimer,hv_tlbflush,hv_ipi,hv_frequencies'

function cpu(accelerator: Accelerator, profile: GuestProfile): string {
  if (accelerator === 'tcg') return tcgCpu
  return profile === 'windows' ? `host,${hyperv}` : 'host'
}

function clock(accelerator: Accelerator, profile: GuestProfile): string[] {
  if (profile !== 'windows') return ['-rtc', 'base=utc']
  return ['-rtc', accelerator === 'kvm' ? 'base=localtime,driftfix=slew' : 'base=localtime']
}

function chardevs({ serialLogSet }: MachineHardware): string[] {
  const socket = (id: string, path: string, more = '') => [
    '-chardev',
    `socket,id=${id},path=${path},server=on,wait=off${more}`,
  ]
  return [
    ...socket('qmp0', sockets.qmp),
    ...socket('serial0', sockets.serial, `,logfile=/dev/fdset/${serialLogSet},logappend=on`),
    ...socket('agent0', sockets.agent),
  ]
}

function blocks({ disks, drives, nvram, seed: seedImage }: MachineHardware): JsonObject[] {
  const media = drives.flatMap(({ medium }) => (medium === null ? [] : [[medium]]))
  return [
    ...chainNodes([...disks.map(({ chain }) => chain), ...media]),
    ...imageNodes(seedImage, null),
    ...(nvram === null ? [] : imageNodes(nvram, null)),
  ]
}
