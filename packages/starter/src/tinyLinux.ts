import { makeBootDisk, toQcow2 } from './bootDisk.ts'
import { recipeOf } from './recipeOf.ts'
import { revision } from './revision.ts'
import { makeTinyRoot, openParts } from './tinyRoot.ts'

const virtualSizeBytes = 160 * 1024 * 1024

/** A machine that is ready in seconds: Debian's kernel and busybox, with a disk that keeps what is written, and the guest agent. */
export const tinyLinux = recipeOf({
  name: 'tiny-linux',
  title: 'Tiny Linux',
  revision: revision(2, ['tiny', 'tiny-initramfs']),
  kind: 'disk',
  format: 'qcow2',
  build: async workshop => {
    workshop.tell('Fetching packages', 0)
    const parts = await openParts(workshop)
    workshop.tell('Making the root', 0.5)
    const tree = await makeTinyRoot(workshop, parts)
    workshop.tell('Making the disk', 0.7)
    const disk = await makeBootDisk(workshop, { tree, label: 'tiny-root', sizeBytes: virtualSizeBytes })
    workshop.tell('Packing the disk', 0.9)
    return { file: await toQcow2(workshop, disk.file), virtualSizeBytes }
  },
})
