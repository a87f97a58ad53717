import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cpioArchive } from './cpio.ts'
import { readModules } from './kernelModules.ts'
import { guestFolder } from './revision.ts'
import { copyInto, pick, unpackTree } from './tree.ts'
import type { Workshop } from './workshop.ts'

/** Debian's two kernels: for virtual hardware, which starts sooner, and for all hardware. */
const kernels = [
  { folder: 'small', package: 'linux-image-cloud-amd64', flavour: 'cloud-amd64' },
  { folder: 'full', package: 'linux-image-amd64', flavour: 'amd64' },
] as const

/** Modules that find the root file system. crc32c is asked for by name when ext4 is a module. */
const diskModules = [
  ...['virtio_pci', 'virtio_blk', 'virtio_scsi', 'sd_mod', 'crc32c_generic', 'crct10dif_generic', 'ext4'],
  ...['ahci', 'ata_piix', 'nvme'],
]

/** Modules that are loaded when the root file system is there. */
const laterModules = [
  ...['virtio_net', 'virtio_console', 'virtio-rng', 'virtio_balloon', 'sr_mod', 'isofs', 'button', 'evdev'],
  ...['e1000', 'e1000e', '8139cp', 'pcnet32', 'af_packet'],
]

/** What a root tree is made from, unpacked; programs are picked out of it. */
export interface Parts {
  readonly folder: string
}

/** Unpacks the kernels, busybox and the guest agent, and what `packages` adds. */
export async function openParts(workshop: Workshop, packages: readonly string[] = []): Promise<Parts> {
  const folder = join(workshop.folder, 'parts')
  await unpackTree(workshop, {
    folder,
    packages: [...kernels.map(kernel => kernel.package), 'busybox-static', 'qemu-guest-agent', ...packages],
    // Needed by what makes an initramfs inside a Debian, and by optional parts of PostgreSQL: nothing here runs them.
    without: [
      'initramfs-tools',
      'initramfs-tools-core',
      'libllvm14',
      'libz3-4',
      'locales',
      'libc-l10n',
      'coreutils',
      'udev',
    ],
  })
  return { folder }
}

/** Makes Tiny Linux's root folder: busybox, the guest agent, both kernels, and the files of `guest/tiny`. */
export async function makeTinyRoot(workshop: Workshop, parts: Parts): Promise<string> {
  const root = join(workshop.folder, 'root')
  for (const name of ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64']) await mkdir(join(root, name), { recursive: true })
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) await symlink(`usr/${name}`, join(root, name))
  for (const name of [
    'dev',
    'proc',
    'sys',
    'run',
    'tmp',
    'root',
    'mnt',
    'var/log',
    'var/lib',
    'etc/init.d/services',
    'etc/init.d/down.d',
  ])
    await mkdir(join(root, name), { recursive: true })
  // Busybox is static: it has no libraries that could be listed.
  await copyInto(parts.folder, root, '/bin/busybox')
  await pick(workshop, { from: parts.folder, to: root, files: ['/usr/sbin/qemu-ga'] })
  const applets = await workshop.run(['chroot', root, '/bin/busybox', '--list-full'])
  for (const applet of applets.split('\n').filter(name => name !== '' && name !== 'bin/busybox'))
    await symlink(
      '/usr/bin/busybox',
      join(root, applet.replace(/^(bin|sbin)\//, 'usr/$1/').replace(/^linuxrc$/, 'usr/sbin/linuxrc')),
    ).catch(ifTaken)
  await symlink('/run/resolv.conf', join(root, 'etc/resolv.conf'))
  await symlink('/proc/mounts', join(root, 'etc/mtab'))
  await addGuestFiles('tiny', root)
  for (const kernel of kernels) await addKernel(workshop, { parts, root, kernel })
  return root
}

/** Copies a folder of `guest/` over a root. Its files belong to root, whoever cloned the repository. */
export async function addGuestFiles(folder: string, root: string): Promise<void> {
  await cp(join(guestFolder, folder), root, { recursive: true, force: true })
}

async function addKernel(
  workshop: Workshop,
  { parts, root, kernel }: { parts: Parts; root: string; kernel: (typeof kernels)[number] },
): Promise<void> {
  const version = await kernelVersion(workshop, parts, kernel.flavour)
  const folder = join(parts.folder, 'lib/modules', version)
  const boot = join(root, 'boot', kernel.folder)
  await mkdir(boot, { recursive: true })
  await cp(join(parts.folder, 'boot', `vmlinuz-${version}`), join(boot, 'vmlinuz'))
  await writeFile(
    join(boot, 'initrd'),
    await initramfs(workshop, { parts, modules: folder, init: 'tiny-initramfs/init' }),
  )

  const early = await readModules(workshop, { folder, names: diskModules })
  const later = await readModules(workshop, { folder, names: laterModules })
  const target = join(root, 'lib/modules', version)
  await mkdir(target, { recursive: true })
  const known = new Set(early.map(module => module.name))
  const missing = later.filter(module => !known.has(module.name))
  for (const [at, module] of missing.entries())
    await writeFile(join(target, `${String(at).padStart(2, '0')}-${module.name}.ko`), module.content)
}

async function kernelVersion(workshop: Workshop, parts: Parts, flavour: string): Promise<string> {
  const found = await workshop.run(['find', join(parts.folder, 'boot'), '-name', 'vmlinuz-*', '-printf', '%f\\n'])
  const versions = found
    .split('\n')
    .map(name => name.replace('vmlinuz-', ''))
    .filter(version => new RegExp(`^[\\d.]+(-\\d+|\\+deb\\d+)*-${flavour}$`).test(version))
  const version = versions[0]
  if (version === undefined) throw new Error(`Debian's package for the kernel "${flavour}" holds no kernel.`)
  return version
}

/** Packs busybox, the modules for disks, and an init program. Not compressed: reading is quicker than unpacking where processors are emulated. */
export async function initramfs(
  workshop: Workshop,
  { parts, modules, init, more = [] }: { parts: Parts; modules: string; init: string; more?: readonly string[] },
): Promise<Buffer> {
  const loaded = await readModules(workshop, { folder: modules, names: [...diskModules, ...more] })
  return cpioArchive([
    ...['bin', 'dev', 'proc', 'sys', 'root', 'modules'].map(path => ({ path, kind: 'folder' as const })),
    { path: 'bin/busybox', kind: 'file', mode: 0o755, content: await readFile(join(parts.folder, 'bin/busybox')) },
    { path: 'init', kind: 'file', mode: 0o755, content: await readFile(join(guestFolder, init)) },
    ...loaded.map((module, at) => ({
      path: `modules/${String(at).padStart(2, '0')}-${module.name}.ko`,
      kind: 'file' as const,
      mode: 0o644,
      content: module.content,
    })),
  ])
}

function ifTaken(cause: unknown): void {
  if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
}
