import { z } from 'zod'
import { ipv4, ipv4Cidr, macAddress } from './address.ts'
import { cidrsOverlap, defaultGateway, isHostAddress } from './cidr.ts'
import { idSchema } from './id.ts'
import { limits } from './limits.ts'
import { bytesWords, memoryWords } from './quantity.ts'
import { description, displayName, dnsLabel, domainName } from './text.ts'

/** What a machine's devices are chosen for: bus of disks and NICs, clock, video. */
export const guestProfile = z.enum(['linux', 'windows', 'generic'])
export type GuestProfile = z.infer<typeof guestProfile>

export const firmware = z.enum(['bios', 'uefi'])
export type Firmware = z.infer<typeof firmware>

export const cores = z.int().min(1, 'must be at least 1').max(limits.cores, `must be at most ${limits.cores}`)
export const memoryMiB = z
  .int()
  .min(32, 'must be at least 32 MiB')
  .max(limits.memoryMiB, `must be at most ${memoryWords(limits.memoryMiB)}`)
export const diskSizeBytes = z
  .int()
  .min(1024 * 1024, 'must be at least 1 MiB')
  .max(limits.diskGiB * 1024 ** 3, `must be at most ${bytesWords(limits.diskGiB * 1024 ** 3)}`)
  .multipleOf(512, 'must be a multiple of 512')
export const userData = z
  .string()
  .max(limits.userDataBytes)
  .refine(text => !text.includes('\u0000'), 'must not contain NUL')
/** In which stage of a lab's start the machine comes up: 0 first. */
export const startStage = z.int().min(0, 'must be at least 0').max(99, 'must be at most 99')
export const graceSeconds = z.int().min(5).max(3600)

const diskSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('layer'), layer: idSchema<'layer'>() }),
  z.strictObject({ kind: z.literal('blank') }),
])

/** One disk of a machine in a {@link LabSpec}: a copy of a layer, grown to `sizeBytes` if that is more, or a blank one. */
export const diskSpec = z.strictObject({
  name: dnsLabel,
  source: diskSource,
  /** Null: as large as its layer. A blank disk needs a size. */
  sizeBytes: diskSizeBytes.nullable().default(null),
})
export type DiskSpec = z.infer<typeof diskSpec>

export const interfaceSpec = z.strictObject({
  /** The name of one of the spec's networks. */
  network: dnsLabel,
  mac: macAddress.nullable().default(null),
  address: ipv4.nullable().default(null),
})
export type InterfaceSpec = z.infer<typeof interfaceSpec>

export const vmSpec = z.strictObject({
  /** Also the machine's host name. */
  name: dnsLabel,
  description: description.default(''),
  cores: cores.default(1),
  memoryMiB: memoryMiB.default(512),
  firmware: firmware.default('bios'),
  profile: guestProfile.default('linux'),
  startStage: startStage.default(0),
  userData: userData.default(''),
  disks: z.array(diskSpec).max(limits.disksPerVm).default([]),
  interfaces: z.array(interfaceSpec).max(limits.interfacesPerVm).default([]),
  /** An ISO of the library that lies in the CD drive. */
  cd: idSchema<'asset'>().nullable().default(null),
  /** What it goes on from at its first start, with the very disks and interfaces that it had then. Null: it boots. */
  memory: idSchema<'layer'>().nullable().default(null),
})
export type VmSpec = z.infer<typeof vmSpec>

export const networkSpec = z.strictObject({
  name: dnsLabel,
  cidr: ipv4Cidr,
  /** Null: the network's first address. */
  gateway: ipv4.nullable().default(null),
  domain: domainName.default('lab.internal'),
  dhcp: z.boolean().default(true),
  dns: z.boolean().default(true),
  nat: z.boolean().default(true),
})
export type NetworkSpec = z.infer<typeof networkSpec>

const duplicate = (values: readonly string[]): number => values.findIndex((value, at) => values.indexOf(value) !== at)

/**
 * A lab as a document: what a template holds, what can be exported and given again.
 *
 * Whole in itself but for the layers and assets of the library that it names.
 */
export const labSpec = z
  .strictObject({
    networks: z.array(networkSpec).max(limits.networksPerLab).default([]),
    vms: z.array(vmSpec).max(limits.vmsPerLab).default([]),
  })
  .superRefine((spec, check) => {
    const say = (path: (string | number)[], message: string) => check.addIssue({ code: 'custom', path, message })
    const twiceNetwork = duplicate(spec.networks.map(network => network.name))
    if (twiceNetwork >= 0) say(['networks', twiceNetwork, 'name'], 'must be unique among the networks')
    const twiceVm = duplicate(spec.vms.map(vm => vm.name))
    if (twiceVm >= 0) say(['vms', twiceVm, 'name'], 'must be unique among the machines')
    const networks = new Map(spec.networks.map(network => [network.name, network]))
    spec.networks.forEach((network, at) => {
      const other = spec.networks.slice(0, at).find(earlier => cidrsOverlap(earlier.cidr, network.cidr))
      if (other) say(['networks', at, 'cidr'], `overlaps network ${other.name} (${other.cidr})`)
    })
    spec.networks.forEach((network, at) => {
      if (network.gateway !== null && !isHostAddress(network.cidr, network.gateway))
        say(['networks', at, 'gateway'], `must be a machine address in ${network.cidr}`)
    })
    const taken = new Set<string>()
    spec.vms.forEach((vm, atVm) => {
      const twiceDisk = duplicate(vm.disks.map(disk => disk.name))
      if (twiceDisk >= 0) say(['vms', atVm, 'disks', twiceDisk, 'name'], "must be unique among the machine's disks")
      vm.disks.forEach((disk, at) => {
        if (disk.source.kind === 'blank' && disk.sizeBytes === null)
          say(['vms', atVm, 'disks', at, 'sizeBytes'], 'is needed for a blank disk')
      })
      vm.interfaces.forEach((port, at) => {
        const network = networks.get(port.network)
        if (!network) {
          say(['vms', atVm, 'interfaces', at, 'network'], 'must name one of the networks')
          return
        }
        for (const key of ['mac', 'address'] as const) {
          const value = port[key]
          if (value === null) continue
          const mark = `${port.network} ${value}`
          if (taken.has(mark)) say(['vms', atVm, 'interfaces', at, key], 'is already used on this network')
          taken.add(mark)
        }
        if (port.address === null) return
        if (!isHostAddress(network.cidr, port.address))
          say(['vms', atVm, 'interfaces', at, 'address'], `must be a machine address in ${network.cidr}`)
        if (port.address === (network.gateway ?? defaultGateway(network.cidr)))
          say(['vms', atVm, 'interfaces', at, 'address'], "is the gateway's")
      })
    })
  })
export type LabSpec = z.infer<typeof labSpec>
/** As people write it: everything that has a default may be left out. */
export type LabSpecInput = z.input<typeof labSpec>

/** A template as a file: what `template export` writes and `template create` reads. */
export const templateDocument = z.strictObject({
  name: displayName,
  description: description.default(''),
  spec: labSpec,
})
export type TemplateDocument = z.infer<typeof templateDocument>
