import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Workshop } from './workshop.ts'

export interface KernelModule {
  readonly name: string
  readonly content: Buffer
}

/**
 * Reads modules and all that they need from a kernel's folder, each after those that it needs.
 *
 * A name that the kernel has built in, or does not know, is left out: the list serves several kernels.
 */
export async function readModules(
  workshop: Workshop,
  { folder, names }: { folder: string; names: readonly string[] },
): Promise<KernelModule[]> {
  const found = await workshop.run(['find', join(folder, 'kernel'), '-name', '*.ko'])
  const files = new Map(found.split('\n').map(path => [moduleName(path), path]))
  const contents = new Map<string, Buffer>()
  const order = await inOrder(names, async name => {
    const file = files.get(name)
    if (file === undefined) return undefined
    const content = await readFile(file)
    contents.set(name, content)
    return moduleNeeds(content)
  })
  return order.map(name => ({ name, content: contents.get(name) ?? Buffer.alloc(0) }))
}

/** The kernel treats - and _ in a module's name as one. */
function moduleName(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.ko$/, '').replaceAll('-', '_')
}

/** Names in an order in which each comes after those it needs; `needs` answers undefined for a name that does not exist. */
export async function inOrder(
  names: readonly string[],
  needs: (name: string) => Promise<readonly string[] | undefined>,
): Promise<string[]> {
  const order: string[] = []
  const visited = new Set<string>()
  const visit = async (name: string): Promise<void> => {
    if (visited.has(name)) return
    visited.add(name)
    const needed = await needs(name)
    if (needed === undefined) return
    for (const other of needed) await visit(other)
    order.push(name)
  }
  for (const name of names) await visit(name.replaceAll('-', '_'))
  return order
}

/** What a module says that it needs: the `depends` field of its `.modinfo` section, a list of `key=value` strings that end in 0. */
export function moduleNeeds(module: Buffer): string[] {
  const start = module.indexOf('\0depends=')
  if (start < 0) return []
  const text = module.toString('latin1', start + 9, module.indexOf(0, start + 9))
  return text === '' ? [] : text.split(',').map(name => name.replaceAll('-', '_'))
}
