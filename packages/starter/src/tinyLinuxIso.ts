import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fillEfiPartition, rootOffsetBytes } from './bootDisk.ts'
import { type ArchiveEntry, cpioArchive } from './cpio.ts'
import { sectorBytes } from './gpt.ts'
import { makeGrubCore, openBootTools } from './grub.ts'
import { makeOnce } from './make.ts'
import type { MadeImage, Recipe } from './recipe.ts'
import { guestFolder, revision } from './revision.ts'
import { tinyLinux } from './tinyLinux.ts'
import type { Workshop } from './workshop.ts'

const making = {
  name: 'tiny-linux-iso',
  revision: revision(1, ['tiny-iso'], tinyLinux.revision),
  kind: 'iso',
  format: 'raw',
} as const

/** A CD that starts a machine with a blank disk and writes Tiny Linux onto it. Made from the finished image of Tiny Linux. */
export const tinyLinuxIso: Recipe = {
  ...making,
  title: 'Tiny Linux installer',
  make: async options => {
    const image = await tinyLinux.make(options)
    return await makeOnce({ ...making, build: workshop => buildIso(workshop, image) }, options)
  },
}

const kernels = ['small', 'full'] as const

async function buildIso(workshop: Workshop, image: MadeImage): Promise<{ file: string; virtualSizeBytes: number }> {
  const raw = join(workshop.folder, 'disk.raw')
  const cd = join(workshop.folder, 'cd')
  const modules = join(workshop.folder, 'modules')
  workshop.tell('Unpacking Tiny Linux', 0)
  await workshop.run(['qemu-img', 'convert', '-f', image.format, '-O', 'raw', image.file, raw])
  await cp(join(guestFolder, 'tiny-iso/cd'), cd, { recursive: true })
  await mkdir(modules)
  await takeOut(workshop, { raw, from: '/lib/modules', to: modules, whole: true })
  for (const kernel of kernels) {
    const boot = join(cd, 'boot', kernel)
    await mkdir(boot)
    for (const name of ['vmlinuz', 'initrd'])
      await takeOut(workshop, { raw, from: `/boot/${kernel}/${name}`, to: join(boot, name) })
    const initrd = await readFile(join(boot, 'initrd'))
    // The kernel unpacks one archive after the other: the second one's init takes the place of the first one's.
    await writeFile(
      join(boot, 'initrd'),
      Buffer.concat([initrd, await installerArchive(join(modules, 'modules'), kernel)]),
    )
  }
  workshop.tell('Packing the disk', 0.4)
  await workshop.run(['gzip', '-1', '--keep', raw])
  await cp(`${raw}.gz`, join(cd, 'tiny-linux.raw.gz'))
  await writeFile(join(cd, 'sectors'), `${image.virtualSizeBytes / sectorBytes}\n`)

  workshop.tell('Making the CD', 0.6)
  const tools = await openBootTools(workshop)
  const prefix = '/boot/grub'
  const early = 'search --no-floppy --file --set=root /tiny-linux.raw.gz\nset prefix=($root)/boot/grub\n'
  await writeFile(join(cd, 'boot/bios.img'), await makeGrubCore(workshop, { tools, target: 'bios-cd', prefix, early }))
  const core = await makeGrubCore(workshop, { tools, target: 'efi', prefix, early })
  await fillEfiPartition(workshop, { tools, core, file: 'efi.fat', sizeBytes: 4 * 1024 * 1024 })
  await cp(join(tools, 'work/efi.fat'), join(cd, 'boot/efi.img'))
  const file = join(workshop.folder, 'image.iso')
  await workshop.run([
    ...['xorriso', '-report_about', 'FAILURE', '-as', 'mkisofs', '-R', '-J', '-V', 'TINY_LINUX', '-o', file],
    ...['-b', 'boot/bios.img', '-no-emul-boot', '-boot-load-size', '4', '-boot-info-table', '--grub2-boot-info'],
    ...['-eltorito-alt-boot', '-e', 'boot/efi.img', '-no-emul-boot', cd],
  ])
  const size = Number(await workshop.run(['stat', '--format', '%s', file]))
  return { file, virtualSizeBytes: size }
}

/** Copies a file, or a whole folder, out of the root file system of a raw disk, without mounting it. */
async function takeOut(
  workshop: Workshop,
  { raw, from, to, whole = false }: { raw: string; from: string; to: string; whole?: boolean },
): Promise<void> {
  await workshop.run(['debugfs', '-R', `${whole ? 'rdump' : 'dump'} ${from} ${to}`, `${raw}?offset=${rootOffsetBytes}`])
}

/** The installer's programs, and the modules that Tiny Linux loads after it has found its root: the CD's are among them. */
async function installerArchive(modules: string, kernel: (typeof kernels)[number]): Promise<Buffer> {
  const entries: ArchiveEntry[] = ['etc', 'etc/acpi', 'etc/acpi/PWRF'].map(path => ({ path, kind: 'folder' }))
  const versions = await readdir(modules)
  const version = versions.find(name => name.includes('-cloud-') === (kernel === 'small'))
  if (version === undefined) throw new Error(`Tiny Linux has no modules of its ${kernel} kernel.`)
  for (const name of (await readdir(join(modules, version))).sort())
    entries.push({
      path: `modules/later-${name}`,
      kind: 'file',
      mode: 0o644,
      content: await readFile(join(modules, version, name)),
    })
  for (const [path, mode] of [
    ['init', 0o755],
    ['etc/inittab', 0o644],
    ['etc/acpi/PWRF/00000080', 0o755],
    ['bin/installer', 0o755],
    ['bin/install', 0o755],
  ] as const)
    entries.push({ path, kind: 'file', mode, content: await readFile(join(guestFolder, 'tiny-iso/initramfs', path)) })
  return cpioArchive(entries)
}
