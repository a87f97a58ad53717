import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sectorBytes } from './gpt.ts'
import { unpackTree } from './tree.ts'
import type { Workshop } from './workshop.ts'

/** Packages that hold GRUB for both kinds of firmware, and what makes FAT file systems without mounting them. */
const packages = ['grub-pc-bin', 'grub-efi-amd64-bin', 'mtools']

const modules = [
  'part_gpt',
  'ext2',
  'iso9660',
  'normal',
  'configfile',
  'linux',
  'test',
  'echo',
  'search',
  'setpci',
  'serial',
]

/** A folder with GRUB's and mtools' programs, which run in it by chroot: this machine needs neither installed. */
export async function openBootTools(workshop: Workshop): Promise<string> {
  const tools = join(workshop.folder, 'tools')
  await unpackTree(workshop, { folder: tools, packages })
  await mkdir(join(tools, 'work'))
  return tools
}

const targets = {
  'bios-disk': { format: 'i386-pc', own: ['biosdisk', 'linux16'] },
  'bios-cd': { format: 'i386-pc-eltorito', own: ['biosdisk', 'linux16'] },
  efi: { format: 'x86_64-efi', own: ['efi_gop', 'efi_uga'] },
} as const

/** Makes GRUB's core for one kind of firmware. `prefix` is where it looks for `grub.cfg`; `early` is run before that. */
export async function makeGrubCore(
  workshop: Workshop,
  { tools, target, prefix, early }: { tools: string; target: keyof typeof targets; prefix: string; early?: string },
): Promise<Buffer> {
  const { format, own } = targets[target]
  const folder = format.replace('-eltorito', '')
  const config: string[] = []
  if (early !== undefined) {
    await workshop.run(['tee', join(tools, 'work/early.cfg')], { input: early })
    config.push('--config', '/work/early.cfg')
  }
  const out = `/work/${target}.img`
  await workshop.run([
    ...['chroot', tools, 'grub-mkimage', '--directory', `/usr/lib/grub/${folder}`, '--format', format],
    ...['--prefix', prefix, '--output', out, ...config, ...modules, ...own],
  ])
  return await readFile(join(tools, out))
}

/** GRUB's first sector for a BIOS, as its package holds it. */
export function readGrubBoot(tools: string): Promise<Buffer> {
  return readFile(join(tools, 'usr/lib/grub/i386-pc/boot.img'))
}

/** Where the boot sector keeps the core's first sector, and the core its list of blocks. Source: GRUB 2.06, include/grub/i386/pc/boot.h. */
const kernelSectorAt = 0x5c
const blockListAt = sectorBytes - 12
/** The memory segment that the core's second sector is read to: GRUB_BOOT_MACHINE_KERNEL_SEG + 0x20. */
const secondSectorSegment = 0x820

/**
 * Links GRUB's boot sector and core to the place where the core lies, as `grub-install` does: in one piece, in the BIOS boot partition.
 *
 * The partition table in `record` (sector 0 as it is) stays.
 */
export function embedGrub(
  { boot, core }: { boot: Buffer; core: Buffer },
  { record, coreSector }: { record: Buffer; coreSector: number },
): { record: Buffer; core: Buffer } {
  const newRecord = Buffer.from(record)
  boot.copy(newRecord, 0, 0, 440)
  newRecord.writeBigUInt64LE(BigInt(coreSector), kernelSectorAt)
  const sectors = Math.ceil(core.length / sectorBytes)
  const newCore = Buffer.alloc(sectors * sectorBytes)
  core.copy(newCore)
  newCore.writeBigUInt64LE(BigInt(coreSector + 1), blockListAt)
  newCore.writeUInt16LE(sectors - 1, blockListAt + 8)
  newCore.writeUInt16LE(secondSectorSegment, blockListAt + 10)
  return { record: newRecord, core: newCore }
}
