import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { ImageNode } from './hardware.ts'
import type { JsonObject } from './json.ts'

/** Longest name of a node, less its final zero. Source: BlockDriverState.node_name in QEMU's block_int-common.h. */
export const nodeNameMaxBytes = 31

/** Names the node of an image by its file, whose name never changes: the same on every host's pool, and short enough. */
export function nodeName(file: string): string {
  return `i${createHash('sha256').update(basename(file)).digest('hex').slice(0, 24)}`
}

/** True for the node of an image, not for its file's and for no other. */
export const isImage = (node: string): boolean => /^i[0-9a-f]{24}$/.test(node)

export const fileNode = (node: string): string => `${node}f`

/**
 * The nodes of one image, the file's first, with what lies below it named.
 *
 * Formats and backing images are always said, so QEMU follows nothing that stands in a file.
 */
export function imageNodes(image: ImageNode, backing: string | null): JsonObject[] {
  const file = {
    driver: 'file',
    'node-name': fileNode(image.node),
    filename: `/dev/fdset/${image.set}`,
    'read-only': !image.writable,
    discard: 'unmap',
  }
  const format = {
    driver: image.format,
    'node-name': image.node,
    file: fileNode(image.node),
    'read-only': !image.writable,
    discard: 'unmap',
    ...(image.writable ? { 'detect-zeroes': 'unmap' } : {}),
    ...(image.format === 'qcow2' ? { backing } : {}),
  }
  return [file, format]
}

/** The nodes of chains, deepest first, each image once though several chains may lie on it. */
export function chainNodes(chains: readonly (readonly ImageNode[])[]): JsonObject[] {
  const done = new Set<string>()
  const nodes: JsonObject[] = []
  for (const chain of chains)
    chain.toReversed().forEach((image, depth) => {
      if (done.has(image.node)) return
      done.add(image.node)
      nodes.push(...imageNodes(image, chain[chain.length - depth]?.node ?? null))
    })
  return nodes
}

/** Both nodes of an image, in the order in which they can be removed. */
export const namesOfImage = (node: string): string[] => [node, fileNode(node)]
