import { readdir, readFile } from 'node:fs/promises'
import { extname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
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
const compressible = /^(text|application|image\/svg)/

/** Reads the built portal into memory, compressed once for everybody. Without a build there is none, and the log says so. */
export async function readPortal({ log }: { log: Log }): Promise<Portal> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter(entry => entry.isFile() && !entry.name.startsWith('.'))
  if (files.length === 0) log.warn({ folder }, 'the portal is not built: only the API is served')
  const portal = new Map<string, PortalFile>()
  for (const file of files) {
    const path = join(file.parentPath, file.name)
    portal.set(relative(folder, path), await smaller(typeOf(file.name), await readFile(path)))
  }
  return portal
}

const typeOf = (name: string): string => types[extname(name)] ?? 'application/octet-stream'

async function smaller(type: string, body: Buffer): Promise<PortalFile> {
  if (!compressible.test(type) || body.length < 1_000) return { type, body }
  const [zipped, br] = await Promise.all([
    promisify(gzip)(body),
    // Quality 5: a fifth smaller than gzip, in as much time. The highest takes seconds.
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  ])
  return { type, body, gzip: zipped, br }
}
