import type { GuestProfile } from '@paddock/model'
import type { DiskHardware, DriveHardware, NicHardware } from './hardware.ts'
import { slots } from './hardware.ts'
import type { JsonObject } from './json.ts'

/**
 * Where everything is plugged: always the same place for the same thing, so that a saved device state fits (ARCHITECTURE, "Memory").
 * The controllers and ports are there whether or not something is in them.
 */
const address = {
  video: '0x1',
  diskPorts: '0x2',
  nicPorts: '0x3',
  tablet: '0x4',
  random: '0x5',
  agent: '0x6',
  scsi: '0x7',
  disks: '0x8',
  moreDisks: '0x9',
} as const

const root = 'pcie.0'
const diskPort = (slot: number): string => `diskport${slot}`
const nicPort = (slot: number): string => `nicport${slot}`
export const diskDevice = (slot: number): string => `disk${slot}`
export const driveDevice = (slot: number): string => `drive${slot}`
export const nicDevice = (slot: number): string => `nic${slot}`
export const netdevOf = (slot: number): string => `net${slot}`
export const agentChardev = 'agent0'
const seedDevice = 'seed0'

/** Disks on AHCI can't be plugged while the machine runs. Source: QEMU's ich9-ahci has no hot-plug handler. */
export const disksHotPlug = (profile: GuestProfile): boolean => profile === 'linux'

/** A port for each slot; eight share one slot of the root complex, as its functions. */
function rootPorts(kind: 'disk' | 'nic'): JsonObject[] {
  const count = kind === 'disk' ? slots.disks : slots.nics
  const at = kind === 'disk' ? address.diskPorts : address.nicPorts
  return Array.from({ length: count }, (_, slot) => ({
    driver: 'pcie-root-port',
    id: kind === 'disk' ? diskPort(slot) : nicPort(slot),
    bus: root,
    addr: `${at}.0x${slot}`,
    multifunction: slot === 0,
    chassis: (kind === 'disk' ? 1 : 1 + slots.disks) + slot,
    port: (kind === 'disk' ? 0 : slots.disks) + slot,
    // What is plugged in needs no ports of the old kind, and 16 times 4 KiB of them is all there is (docs/pcie.txt).
    'io-reserve': 0,
  }))
}

/** Buses that disks, drives and NICs go on. */
export function controllers(profile: GuestProfile): JsonObject[] {
  const ahci = (id: string, addr: string) => ({ driver: 'ich9-ahci', id, bus: root, addr })
  return profile === 'linux'
    ? [
        ...rootPorts('disk'),
        ...rootPorts('nic'),
        { driver: 'virtio-scsi-pci', id: 'scsi0', bus: root, addr: address.scsi },
      ]
    : [...rootPorts('nic'), ahci('ahci0', address.disks), ahci('ahci1', address.moreDisks)]
}

/** Ports of an AHCI controller. */
const ahciPorts = 6

/** The first thing that a machine boots from is its first disk that boots; media come after all disks. */
const bootIndex = { disk: (slot: number) => 1 + slot, drive: (slot: number) => 1 + slots.disks + slot } as const

export function disk(profile: GuestProfile, { slot, serial, chain }: DiskHardware): JsonObject {
  const common = {
    id: diskDevice(slot),
    drive: chain[0]?.node ?? null,
    serial,
    bootindex: bootIndex.disk(slot),
    // A full host pauses the machine instead of failing its writes; they are finished when there is room again.
    werror: 'enospc',
    rerror: 'report',
  }
  if (profile === 'linux') return { driver: 'virtio-blk-pci', ...common, bus: diskPort(slot) }
  const controller = Math.floor(slot / ahciPorts)
  return { driver: 'ide-hd', ...common, bus: `ahci${controller}.${slot % ahciPorts}` }
}

export function drive(profile: GuestProfile, { slot, medium }: DriveHardware): JsonObject {
  return cd(profile, {
    id: driveDevice(slot),
    place: slot,
    node: medium?.node ?? null,
    bootindex: bootIndex.drive(slot),
  })
}

/** How many CD drives a machine can have. One more place is the seed's. */
export const drivesMax = 5

export function seed(profile: GuestProfile, node: string): JsonObject {
  return cd(profile, { id: seedDevice, place: drivesMax, node, bootindex: null })
}

function cd(
  profile: GuestProfile,
  { id, place, node, bootindex }: { id: string; place: number; node: string | null; bootindex: number | null },
): JsonObject {
  return {
    ...(profile === 'linux'
      ? { driver: 'scsi-cd', bus: 'scsi0.0', channel: 0, 'scsi-id': place, lun: 0 }
      : // The machine's own AHCI controller, which q35 always has.
        { driver: 'ide-cd', bus: `ide.${place}` }),
    id,
    ...(node === null ? {} : { drive: node }),
    ...(bootindex === null ? {} : { bootindex }),
  }
}

/** Where a NIC's frames go. */
export function netdev({ slot, tap }: NicHardware): JsonObject {
  return { type: 'tap', id: netdevOf(slot), fd: `${tap}` }
}

export function nic(profile: GuestProfile, { slot, mac }: Pick<NicHardware, 'slot' | 'mac'>): JsonObject {
  return {
    driver: profile === 'linux' ? 'virtio-net-pci' : 'e1000e',
    id: nicDevice(slot),
    netdev: netdevOf(slot),
    mac,
    bus: nicPort(slot),
    // No boot from the network: its ROM would take a second of every boot.
    romfile: '',
  }
}

/** The screen: plain VGA everywhere, because Debian's cloud kernel draws only text. 16 MiB, a size that nothing else has. */
export function video(): JsonObject {
  return { driver: 'VGA', id: 'video0', bus: root, addr: address.video, vgamem_mb: 16 }
}

/** A pointer that knows where it is, as a viewer's is. USB only for guests that know nothing else. */
export function pointer(profile: GuestProfile): JsonObject[] {
  return profile === 'linux'
    ? [{ driver: 'virtio-tablet-pci', id: 'tablet0', bus: root, addr: address.tablet }]
    : [
        { driver: 'qemu-xhci', id: 'usb0', bus: root, addr: address.tablet },
        { driver: 'usb-tablet', id: 'tablet0', bus: 'usb0.0', port: '1' },
      ]
}

export function randomness(profile: GuestProfile): JsonObject[] {
  return profile === 'linux'
    ? [{ driver: 'virtio-rng-pci', id: 'random0', rng: 'rng0', bus: root, addr: address.random }]
    : []
}

/** The port that the guest's agent opens. A guest without its driver does not see it. */
export function agentPort(): JsonObject[] {
  return [
    { driver: 'virtio-serial-pci', id: 'agentbus0', bus: root, addr: address.agent },
    {
      driver: 'virtserialport',
      id: 'agentport0',
      bus: 'agentbus0.0',
      nr: 1,
      chardev: agentChardev,
      name: 'org.qemu.guest_agent.0',
    },
  ]
}

/** The serial port, the way for a guest to say that its kernel panicked, and the mark that tells it that it is a copy. */
export function board(run: string): JsonObject[] {
  return [
    { driver: 'isa-serial', id: 'com1', chardev: 'serial0', index: 0 },
    { driver: 'pvpanic', id: 'panic0' },
    { driver: 'vmgenid', id: 'generation0', guid: run },
  ]
}
