import { closeSync } from 'node:fs'
import type { ImageFile } from '@paddock/host'
import { type QmpClient, QmpError } from '@paddock/qmp'
import { fileNode, imageNodes, isImage, namesOfImage, nodeName } from './blocks.ts'
import { openImage } from './descriptors.ts'
import type { ImageNode } from './hardware.ts'

/** Names of the block nodes that a living QEMU has. */
export async function liveNodes(qmp: QmpClient): Promise<Set<string>> {
  return new Set((await qmp.execute('query-named-block-nodes')).map(node => node.nodeName))
}

/** Gives a living QEMU an image, by descriptors that are ours only for the moment. One that it has already is left as it is. */
export async function addImage(
  qmp: QmpClient,
  image: ImageFile,
  { writable, backing }: { writable: boolean; backing: string | null },
): Promise<string> {
  const node = nodeName(image.file)
  const live = await liveNodes(qmp)
  if (live.has(node)) return node
  const { set } = await addDescriptor(qmp, openImage(image.file, { writable: false }), { set: null, opaque: 'read' })
  if (writable) await addDescriptor(qmp, openImage(image.file, { writable: true }), { set, opaque: 'write' })
  const described: ImageNode = { node, format: image.format, set, writable }
  for (const one of imageNodes(described, backing))
    if (!live.has(String(one['node-name']))) await qmp.execute('blockdev-add', one)
  return node
}

/** A whole chain, deepest first. Returns the name of its top. */
export async function addChain(qmp: QmpClient, chain: readonly ImageFile[]): Promise<string> {
  let below: string | null = null
  for (const [height, image] of chain.toReversed().entries())
    below = await addImage(qmp, image, { writable: height === chain.length - 1, backing: below })
  if (below === null) throw new Error('A disk without a file.')
  return below
}

/** Takes from a living QEMU every image that nothing in it uses any more. What is used, it refuses to give up. */
export async function dropUnused(qmp: QmpClient): Promise<void> {
  for (let dropped = true; dropped; ) {
    dropped = false
    const live = await qmp.execute('query-named-block-nodes')
    for (const { nodeName: node } of live.filter(one => isImage(one.nodeName))) {
      const set = setOf(live.find(one => one.nodeName === fileNode(node))?.file)
      try {
        for (const name of namesOfImage(node)) await qmp.execute('blockdev-del', { 'node-name': name })
      } catch (cause) {
        if (cause instanceof QmpError) continue
        throw cause
      }
      dropped = true
      if (set !== null) await qmp.execute('remove-fd', { 'fdset-id': set }).catch(() => {})
    }
  }
}

/**
 * Takes back the right to write from images that only lie below others now: a sealed disk belongs to whoever uses it.
 *
 * Without this QEMU would keep its descriptor for writing, though it writes no more.
 */
export async function closeSealed(qmp: QmpClient): Promise<void> {
  const live = await qmp.execute('query-named-block-nodes')
  for (const { nodeName: node } of live.filter(one => isImage(one.nodeName) && one.readOnly)) {
    const file = live.find(one => one.nodeName === fileNode(node))
    const set = setOf(file?.file)
    if (file === undefined || file.readOnly || set === null) continue
    const [options] = imageNodes({ node, format: 'qcow2', set, writable: false }, null)
    await qmp.execute('blockdev-reopen', { options: [options] })
    const descriptors = (await qmp.execute('query-fdsets')).find(one => one.id === set)?.descriptors ?? []
    for (const { descriptor, opaque } of descriptors)
      if (opaque === 'write') await qmp.execute('remove-fd', { 'fdset-id': set, fd: descriptor })
  }
}

function setOf(file: string | undefined): number | null {
  const set = /^\/dev\/fdset\/(\d+)$/.exec(file ?? '')?.[1]
  return set === undefined ? null : Number(set)
}

async function addDescriptor(
  qmp: QmpClient,
  descriptor: number,
  { set, opaque }: { set: number | null; opaque: string },
): Promise<{ set: number }> {
  try {
    return await qmp.execute('add-fd', { ...(set === null ? {} : { 'fdset-id': set }), opaque }, { descriptor })
  } finally {
    closeSync(descriptor)
  }
}
