import { nodeName } from './blocks.ts'
import type { Changing } from './update.ts'

/** Tells the guest of disks that have grown. None ever shrinks. */
export async function resizeDisks({ qmp, machine, needs }: Changing): Promise<void> {
  const nodes = await qmp.execute('query-named-block-nodes')
  for (const { volume } of machine.disks) {
    const top = (await needs.chain(volume))[0]
    if (top === undefined) continue
    const node = nodes.find(one => one.nodeName === nodeName(top.file))
    if (node !== undefined && node.virtualSizeBytes < top.virtualSizeBytes)
      await qmp.execute('block_resize', { 'node-name': node.nodeName, size: top.virtualSizeBytes })
  }
}
