import { nodeName } from './blocks.ts'
import { driveDevice, drivesMax } from './devices.ts'
import { inOrder } from './launch.ts'
import { addImage } from './live-blocks.ts'
import { liveDevices } from './live-devices.ts'
import type { Changing } from './update.ts'

/** Changes what lies in the CD drives. A drive that is not there comes with the next run. */
export async function changeMedia({ qmp, machine, needs }: Changing): Promise<void> {
  const drives = await liveDevices(qmp)
  for (const [slot, { layer }] of inOrder(machine.drives).slice(0, drivesMax).entries()) {
    const id = driveDevice(slot)
    if (!drives.has(id)) continue
    const image = layer === null ? null : await needs.layer(layer)
    const wanted = image === null ? null : nodeName(image.file)
    const now = (await qmp.execute('query-block')).find(one => one.device === id)?.nodeName ?? null
    if (now === wanted) continue
    // By force: a guest that has locked the drive is not asked.
    await qmp.execute('blockdev-open-tray', { id, force: true })
    if (now !== null) await qmp.execute('blockdev-remove-medium', { id })
    if (image !== null) {
      const node = await addImage(qmp, image, { writable: false, backing: null })
      await qmp.execute('blockdev-insert-medium', { id, 'node-name': node })
    }
    await qmp.execute('blockdev-close-tray', { id })
  }
}
