import { readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { releaseSources } from './archive.ts'
import { makeBootDisk, toQcow2 } from './bootDisk.ts'
import { recipeOf } from './recipeOf.ts'
import { guestFolder, revision } from './revision.ts'
import { addGuestFiles } from './tinyRoot.ts'
import type { Workshop } from './workshop.ts'

const virtualSizeBytes = 4 * 1024 * 1024 * 1024

const packages = [
  // Starts, and is known to its lab.
  ...['linux-image-cloud-amd64', 'systemd-sysv', 'dbus', 'udev', 'kmod', 'cloud-init', 'qemu-guest-agent'],
  // Gets addresses and names, and the time.
  ...['systemd-resolved', 'libnss-resolve', 'systemd-timesyncd', 'iproute2', 'iputils-ping', 'netbase'],
  // Grows its disk to the size that it was given.
  ...['cloud-guest-utils', 'fdisk', 'e2fsprogs'],
  // What is expected of a server that one logs in to.
  ...['openssh-server', 'sudo', 'libpam-systemd', 'ca-certificates', 'curl', 'less', 'nano', 'procps'],
]

/** What is done at a quiet hour in a server that runs for years, and only takes time in a lab's. */
const neverRun = [
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'dpkg-db-backup.timer', 'fstrim.timer'],
  ...['e2scrub_all.timer', 'e2scrub_reap.service', 'systemd-pstore.service', 'systemd-binfmt.service'],
]

/**
 * Debian 12 as a server: cloud-init reads its name, keys and user data from the seed; guest agent and SSH; root's shell on the consoles.
 *
 * Holds no secret: host keys and the machine's id are made by each machine at its first start.
 */
export const debian12 = recipeOf({
  name: 'debian-12',
  title: 'Debian 12 server',
  revision: revision(1, ['debian-12']),
  kind: 'disk',
  format: 'qcow2',
  build: async workshop => {
    workshop.tell('Installing packages', 0)
    const tree = join(workshop.folder, 'root')
    await bootstrap(workshop, tree)
    workshop.tell('Settling in', 0.75)
    await settle(workshop, tree)
    workshop.tell('Making the disk', 0.8)
    const disk = await makeBootDisk(workshop, { tree, label: 'root', sizeBytes: virtualSizeBytes })
    workshop.tell('Packing the disk', 0.9)
    return { file: await toQcow2(workshop, disk.file), virtualSizeBytes }
  },
})

async function bootstrap(workshop: Workshop, tree: string): Promise<void> {
  const sources = join(workshop.folder, 'debian.list')
  await writeFile(sources, await releaseSources(workshop, 'bookworm'))
  await workshop.run([
    // Its mounts and processes are in namespaces of their own: when it is killed, nothing is left mounted in the tree.
    ...['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
    ...['mmdebstrap', '--mode=root', '--variant=minbase', '--format=directory', '--quiet'],
    `--include=${packages.join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    // apt's download user may not enter the workshop; the hashes of what it fetches are checked all the same.
    '--aptopt=APT::Sandbox::User "root"',
    '--dpkgopt=force-unsafe-io',
    ...['man', 'info', 'locale', 'doc'].map(name => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    '--dpkgopt=path-include=/usr/share/doc/*/copyright',
    `--essential-hook=sync-in ${join(guestFolder, 'debian-12/before')} /`,
    ...['bookworm', tree, sources],
  ])
}

async function settle(workshop: Workshop, tree: string): Promise<void> {
  await addGuestFiles('debian-12/after', tree)
  const systemctl = (...words: string[]): Promise<string> => workshop.run(['chroot', tree, 'systemctl', ...words])
  await systemctl('enable', 'systemd-networkd.service', 'systemd-resolved.service', 'serial-getty@ttyS0.service')
  await systemctl('mask', ...neverRun)
  // Keys that every copy would have are no keys; cloud-init makes new ones.
  const ssh = join(tree, 'etc/ssh')
  for (const name of await readdir(ssh)) if (name.startsWith('ssh_host_')) await rm(join(ssh, name))
  // Empty, not missing: a missing one makes systemd ask questions on the console. Source: machine-id(5), "First Boot Semantics".
  await writeFile(join(tree, 'etc/machine-id'), '')
  await writeFile(join(tree, 'etc/hostname'), 'debian\n')
  await rm(join(tree, 'etc/resolv.conf'), { force: true })
  await symlink('/run/systemd/resolve/stub-resolv.conf', join(tree, 'etc/resolv.conf'))
}
