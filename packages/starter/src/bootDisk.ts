import { open, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Partition, partitionTable, reservedSectors, sectorBytes } from './gpt.ts'
import { embedGrub, makeGrubCore, openBootTools, readGrubBoot } from './grub.ts'
import type { Workshop } from './workshop.ts'

const mib = 1024 * 1024
const sectorsPerMib = mib / sectorBytes
const efiMib = 8

/** Where the root file system begins on every disk made here. */
export const rootOffsetBytes = (2 + efiMib) * mib

/**
 * Makes a disk that a BIOS and a UEFI firmware start, from a root folder that holds `/boot/grub/grub.cfg`.
 *
 * Partitions: GRUB's core for a BIOS, the EFI system partition, and the root file system (ext4), last, so that a guest can grow it.
 * Nothing is mounted: `mke2fs -d` fills the root, mtools the EFI partition.
 */
export async function makeBootDisk(
  workshop: Workshop,
  { tree, label, sizeBytes }: { tree: string; label: string; sizeBytes: number },
): Promise<{ file: string; virtualSizeBytes: number }> {
  const tools = await openBootTools(workshop)
  const raw = join(workshop.folder, 'disk.raw')
  const sectors = sizeBytes / sectorBytes
  const rootAt = rootOffsetBytes / sectorBytes
  const partitions: Partition[] = [
    { type: 'biosBoot', name: 'bios', firstSector: sectorsPerMib, sectors: sectorsPerMib },
    { type: 'efiSystem', name: 'efi', firstSector: 2 * sectorsPerMib, sectors: efiMib * sectorsPerMib },
    { type: 'linuxRoot', name: 'root', firstSector: rootAt, sectors: sectors - rootAt - sectorsPerMib },
  ]
  await writeFile(raw, '')
  await truncate(raw, sizeBytes)

  const rootKib = ((sectors - rootAt - sectorsPerMib) * sectorBytes) / 1024
  await workshop.run([
    ...['mke2fs', '-q', '-F', '-t', 'ext4', '-L', label, '-m', '1'],
    // metadata_csum_seed and orphan_file are unknown to GRUB 2.06; a lazy initialisation would write in every copy.
    ...['-O', '^metadata_csum_seed', '-E', `offset=${rootAt * sectorBytes},lazy_itable_init=0,lazy_journal_init=0`],
    ...['-d', tree, raw, `${rootKib}k`],
  ])
  const efi = await makeGrubCore(workshop, { tools, target: 'efi', prefix: '(,gpt3)/boot/grub' })
  await fillEfiPartition(workshop, { tools, core: efi, file: 'efi.fat', sizeBytes: efiMib * mib })

  const table = partitionTable(sectors, partitions)
  const bios = embedGrub(
    {
      boot: await readGrubBoot(tools),
      core: await makeGrubCore(workshop, { tools, target: 'bios-disk', prefix: '(,gpt3)/boot/grub' }),
    },
    { record: table.start.subarray(0, sectorBytes), coreSector: sectorsPerMib },
  )
  if (bios.core.length > mib || table.start.length > reservedSectors.start * sectorBytes)
    throw new Error('GRUB does not fit into its partition.')
  await workshop.run([
    ...[
      'dd',
      `if=${join(tools, 'work/efi.fat')}`,
      `of=${raw}`,
      'bs=1M',
      `seek=2`,
      'conv=notrunc,sparse',
      'status=none',
    ],
  ])
  const handle = await open(raw, 'r+')
  try {
    await handle.write(table.start, 0, table.start.length, 0)
    await handle.write(bios.record, 0, sectorBytes, 0)
    await handle.write(bios.core, 0, bios.core.length, sectorsPerMib * sectorBytes)
    await handle.write(table.end, 0, table.end.length, sizeBytes - table.end.length)
  } finally {
    await handle.close()
  }
  return { file: raw, virtualSizeBytes: sizeBytes }
}

/** Makes a FAT file system with the one file that firmware looks for on a disk without a boot entry, in the tools' work folder. */
export async function fillEfiPartition(
  workshop: Workshop,
  { tools, core, file, sizeBytes }: { tools: string; core: Buffer; file: string; sizeBytes: number },
): Promise<void> {
  const image = join(tools, 'work', file)
  await writeFile(join(tools, 'work/BOOTX64.EFI'), core)
  await writeFile(image, '')
  await truncate(image, sizeBytes)
  const inside = (...words: string[]): Promise<string> => workshop.run(['chroot', tools, ...words])
  await inside('mformat', '-i', `/work/${file}`, '-v', 'EFI', '::')
  await inside('mmd', '-i', `/work/${file}`, '::/EFI', '::/EFI/BOOT')
  await inside('mcopy', '-i', `/work/${file}`, '/work/BOOTX64.EFI', '::/EFI/BOOT/BOOTX64.EFI')
}

/** Turns a raw image into a qcow2 that holds only what is not zero. */
export async function toQcow2(workshop: Workshop, raw: string): Promise<string> {
  const file = join(workshop.folder, 'image.qcow2')
  await workshop.run(['qemu-img', 'convert', '-f', 'raw', '-O', 'qcow2', '-W', '-m', '4', raw, file])
  return file
}
