import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { GuestProfile } from '@paddock/model'
import { commandLine } from './command-line.ts'
import type { ImageNode, MachineHardware } from './hardware.ts'

const image = (node: string, over: Partial<ImageNode> = {}): ImageNode => ({
  node,
  format: 'qcow2',
  set: 1,
  writable: false,
  ...over,
})

const hardware = (over: Partial<MachineHardware> = {}): MachineHardware => ({
  run: '01900000-0000-7000-8000-000000000001',
  vm: '01900000-0000-7000-8000-000000000002',
  accelerator: 'tcg',
  profile: 'linux',
  firmware: 'bios',
  cores: 2,
  memoryMiB: 512,
  memory: null,
  disks: [],
  drives: [],
  seed: image('seed', { format: 'raw', set: 9 }),
  nvram: null,
  nics: [],
  serialLogSet: 8,
  descriptors: [],
  ...over,
})

/** The values of an option, JSON read. */
function valuesOf(words: readonly string[], option: string): (string | Record<string, unknown>)[] {
  return words.flatMap((word, at) => {
    const value = words[at + 1] ?? ''
    return word === option ? [value.startsWith('{') ? (JSON.parse(value) as Record<string, unknown>) : value] : []
  })
}

const devices = (over: Partial<MachineHardware>) =>
  new Map(
    valuesOf(commandLine(hardware(over)), '-device').flatMap(one =>
      typeof one === 'string' ? [] : [[String(one.id), one]],
    ),
  )

const option = (over: Partial<MachineHardware>, name: string) => valuesOf(commandLine(hardware(over)), name)

test('a machine begins with nothing, halted, behind a closed filter, and is called by its run', () => {
  const words = commandLine(hardware())
  for (const word of ['-nodefaults', '-no-user-config', '-S']) assert.ok(words.includes(word), word)
  assert.deepEqual(option({}, '-name'), ['guest=01900000-0000-7000-8000-000000000001,debug-threads=on'])
  assert.deepEqual(option({}, '-sandbox'), ['on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'])
  assert.deepEqual(option({}, '-uuid'), ['01900000-0000-7000-8000-000000000002'])
})

test('no path of the host stands in the words but that of the UEFI code, which everyone may read', () => {
  const words = commandLine(
    hardware({
      firmware: 'uefi',
      nvram: image('nvram', { format: 'raw' }),
      disks: [{ slot: 0, serial: 's', chain: [image('i1')] }],
    }),
  )
  assert.deepEqual(
    [...new Set(words.join(' ').match(/\/[a-z]+\/[\w./-]+/gi))].filter(path => !path.startsWith('/dev/fdset/')),
    ['/usr/share/OVMF/OVMF_CODE_4M.fd'],
  )
})

test('the machine type is pinned, and so is the processor where it is emulated', () => {
  assert.match(String(option({}, '-machine')[0]), /^pc-q35-7\.2,/)
  assert.deepEqual(option({}, '-cpu'), ['Westmere-v1'])
  assert.deepEqual(option({ accelerator: 'kvm' }, '-cpu'), ['host'])
  assert.match(String(option({ accelerator: 'kvm', profile: 'windows' }, '-cpu')[0]), /^host,hv_relaxed,/)
})

test('the device state of a machine can be loaded elsewhere', () => {
  assert.match(String(option({}, '-machine')[0]), /suppress-vmdesc=on/)
  assert.ok(option({}, '-global').includes('migration.send-configuration=off'))
})

test('the accelerator is the one that was found, and translations take little memory', () => {
  assert.deepEqual(option({}, '-accel'), ['tcg,thread=multi,tb-size=64'])
  assert.deepEqual(option({ accelerator: 'kvm' }, '-accel'), ['kvm'])
})

test('memory is an object of its own, as large as asked for', () => {
  const [ram] = option({ memoryMiB: 2048 }, '-object')
  assert.deepEqual(ram, { 'qom-type': 'memory-backend-memfd', id: 'ram0', size: 2048 * 1024 * 1024, share: true })
  assert.deepEqual(option({ memoryMiB: 2048 }, '-m'), ['2048'])
})

test('processors are cores of one socket, because Windows counts sockets', () => {
  assert.deepEqual(option({ cores: 4 }, '-smp'), ['cpus=4,sockets=1,cores=4,threads=1'])
})

test('the clock is UTC, and local time for Windows', () => {
  assert.deepEqual(option({}, '-rtc'), ['base=utc'])
  assert.deepEqual(option({ profile: 'windows' }, '-rtc'), ['base=localtime'])
  assert.deepEqual(option({ profile: 'windows', accelerator: 'kvm' }, '-rtc'), ['base=localtime,driftfix=slew'])
})

test('a disk is virtio on its own port for Linux, and on AHCI for others', () => {
  const disks = [0, 6].map(slot => ({ slot, serial: `s${slot}`, chain: [image(`i${slot}`, { writable: true })] }))
  const linux = devices({ disks })
  assert.deepEqual(linux.get('disk6'), {
    ...{ driver: 'virtio-blk-pci', id: 'disk6', drive: 'i6', serial: 's6', bootindex: 7 },
    ...{ werror: 'enospc', rerror: 'report', bus: 'diskport6' },
  })
  for (const profile of ['windows', 'generic'] as const) {
    const other = devices({ disks, profile })
    assert.equal(other.get('disk0')?.driver, 'ide-hd')
    assert.equal(other.get('disk0')?.bus, 'ahci0.0')
    assert.equal(other.get('disk6')?.bus, 'ahci1.0')
  }
})

test('a chain is opened from its deepest image up, by descriptors, and only its top for writing', () => {
  const chain = [
    image('top', { set: 3, writable: true }),
    image('middle', { set: 2 }),
    image('base', { set: 1, format: 'raw' }),
  ]
  const nodes = option({ disks: [{ slot: 0, serial: '', chain }] }, '-blockdev') as Record<string, unknown>[]
  const formats = nodes.filter(node => node.driver !== 'file' && node['node-name'] !== 'seed')
  assert.deepEqual(
    formats.map(node => [node['node-name'], node.driver, node.backing, node['read-only']]),
    [
      ['base', 'raw', undefined, true],
      ['middle', 'qcow2', 'base', true],
      ['top', 'qcow2', 'middle', false],
    ],
  )
  const files = nodes.filter(node => node.driver === 'file')
  assert.deepEqual(
    files.slice(0, 3).map(node => node.filename),
    ['/dev/fdset/1', '/dev/fdset/2', '/dev/fdset/3'],
  )
})

test('a layer under two disks of one machine is opened once', () => {
  const base = image('base')
  const disks = [0, 1].map(slot => ({ slot, serial: '', chain: [image(`top${slot}`, { writable: true }), base] }))
  const nodes = option({ disks }, '-blockdev') as Record<string, unknown>[]
  assert.equal(nodes.filter(node => node['node-name'] === 'base').length, 1)
})

test('a CD drive boots after all disks, and may be empty', () => {
  const drives = [
    { slot: 0, medium: null },
    { slot: 1, medium: image('iso', { format: 'raw' }) },
  ]
  const linux = devices({ drives })
  assert.deepEqual(linux.get('drive0'), {
    driver: 'scsi-cd',
    bus: 'scsi0.0',
    channel: 0,
    'scsi-id': 0,
    lun: 0,
    id: 'drive0',
    bootindex: 9,
  })
  assert.equal(linux.get('drive1')?.drive, 'iso')
  assert.deepEqual(devices({ drives, profile: 'windows' }).get('drive1'), {
    driver: 'ide-cd',
    bus: 'ide.1',
    id: 'drive1',
    drive: 'iso',
    bootindex: 10,
  })
})

test('the seed is a disc that no machine boots from', () => {
  for (const profile of ['linux', 'windows', 'generic'] as const) {
    const seed = devices({ profile }).get('seed0')
    assert.equal(seed?.drive, 'seed')
    assert.equal(seed?.bootindex, undefined)
  }
})

test('a NIC is virtio for Linux and e1000e for others, on a port, without a boot ROM, with its tap by descriptor', () => {
  const nics = [{ slot: 2, mac: '52:54:00:00:00:01', tap: 7 }]
  assert.deepEqual(devices({ nics }).get('nic2'), {
    ...{ driver: 'virtio-net-pci', id: 'nic2', netdev: 'net2', mac: '52:54:00:00:00:01', bus: 'nicport2', romfile: '' },
  })
  assert.equal(devices({ nics, profile: 'generic' }).get('nic2')?.driver, 'e1000e')
  assert.deepEqual(option({ nics }, '-netdev'), [{ type: 'tap', id: 'net2', fd: '7' }])
})

test('ports wait for devices that are plugged in later, each at the same place in every machine', () => {
  const linux = devices({})
  for (let slot = 0; slot < 8; slot++) {
    assert.equal(linux.get(`diskport${slot}`)?.addr, `0x2.0x${slot}`)
    assert.equal(linux.get(`nicport${slot}`)?.addr, `0x3.0x${slot}`)
  }
  const chassis = [...linux.values()].flatMap(one => (one.driver === 'pcie-root-port' ? [one.chassis] : []))
  assert.equal(new Set(chassis).size, 16)
  assert.equal(devices({ profile: 'windows' }).get('nicport0')?.addr, '0x3.0x0')
})

test('no two devices share an id or an address', () => {
  for (const profile of ['linux', 'windows', 'generic'] as GuestProfile[]) {
    const all = option({ profile }, '-device') as Record<string, unknown>[]
    const ids = all.map(one => one.id)
    assert.equal(new Set(ids).size, ids.length)
    assert.ok(
      ids.every(id => typeof id === 'string'),
      'every device has an id',
    )
    const places = all.flatMap(one => (one.addr === undefined ? [] : [`${one.bus} ${one.addr}`]))
    assert.equal(new Set(places).size, places.length)
  }
})

test('the screen is VGA with 16 MiB, shown to several viewers over a socket', () => {
  assert.deepEqual(devices({}).get('video0'), {
    driver: 'VGA',
    id: 'video0',
    bus: 'pcie.0',
    addr: '0x1',
    vgamem_mb: 16,
  })
  assert.deepEqual(option({}, '-display'), ['vnc=unix:screen,share=force-shared'])
})

test('the pointer is virtio for Linux; only others get a USB bus', () => {
  assert.equal(devices({}).get('tablet0')?.driver, 'virtio-tablet-pci')
  assert.equal(devices({}).get('usb0'), undefined)
  assert.equal(devices({ profile: 'windows' }).get('tablet0')?.driver, 'usb-tablet')
  assert.equal(devices({ profile: 'windows' }).get('usb0')?.driver, 'qemu-xhci')
})

test('randomness comes from the host for Linux', () => {
  assert.equal(devices({}).get('random0')?.driver, 'virtio-rng-pci')
  assert.equal(devices({ profile: 'generic' }).get('random0'), undefined)
})

test('the serial port and the agent’s port are sockets, and what the first says is kept', () => {
  const chardevs = option({}, '-chardev')
  assert.ok(chardevs.includes('socket,id=serial0,path=serial,server=on,wait=off,logfile=/dev/fdset/8,logappend=on'))
  assert.ok(chardevs.includes('socket,id=agent0,path=agent,server=on,wait=off'))
  assert.equal(devices({}).get('agentport0')?.name, 'org.qemu.guest_agent.0')
  assert.equal(devices({}).get('com1')?.chardev, 'serial0')
})

test('a guest can tell that it panicked, sees when it is a copy, and turned off leaves QEMU waiting', () => {
  assert.equal(devices({}).get('panic0')?.driver, 'pvpanic')
  assert.equal(devices({}).get('generation0')?.guid, '01900000-0000-7000-8000-000000000001')
  assert.deepEqual(option({}, '-action'), ['reboot=reset,shutdown=pause,panic=none'])
})

test('UEFI has its code for reading only and its variables for writing; a BIOS has neither', () => {
  const uefi = { firmware: 'uefi', nvram: image('nvram', { format: 'raw', set: 5, writable: true }) } as const
  assert.match(String(option(uefi, '-machine')[0]), /pflash0=uefi,pflash1=nvram/)
  const nodes = option(uefi, '-blockdev') as Record<string, unknown>[]
  assert.equal(nodes.find(node => node['node-name'] === 'uefi')?.['read-only'], true)
  assert.equal(nodes.find(node => node['node-name'] === 'nvram')?.['read-only'], false)
  assert.doesNotMatch(commandLine(hardware()).join(' '), /pflash|OVMF/)
})

test('inherited descriptors go to their sets, marked by what they are for', () => {
  const descriptors = [
    { descriptor: 3, set: 1, opaque: 'read' },
    { descriptor: 4, set: 1, opaque: 'write' },
  ] as const
  assert.deepEqual(option({ descriptors }, '-add-fd'), ['fd=3,set=1,opaque=read', 'fd=4,set=1,opaque=write'])
})
