import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import type { Portal, PortalFile } from '@paddock/controller'
import type { Log } from '@paddock/host-api'

const folder = join(import.meta.dirname, '../../portal/dist')

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

/** Reads the built portal into memory, with what its build has compressed (`apps/portal/compressed.ts`). Without a build there is none, and the log says so. */
export async function readPortal({ log }: { log: Log }): Promise<Portal> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter(entry => entry.isFile() && !entry.name.startsWith('.'))
  if (files.length === 0) log.warn({ folder }, 'the portal is not built: only the API is served')
  const read = new Map(
    await Promise.all(
      files.map(async file => {
        const path = join(file.parentPath, file.name)
        return [relative(folder, path), await readFile(path)] as const
      }),
    ),
  )
  const portal = new Map<string, PortalFile>()
  for (const [path, body] of read)
    if (!smaller.test(path))
      portal.set(path, { type: typeOf(path), body, br: read.get(`${path}.br`), gzip: read.get(`${path}.gz`) })
  return portal
}

const smaller = /\.(br|gz)$/
const typeOf = (name: string): string => types[extname(name)] ?? 'application/octet-stream'
