import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { runShown } from './run.mjs'
import { CannotInstall, say } from './say.mjs'

/**
 * Builds the web portal into `apps/portal/dist`. When nothing that goes into it has changed, only its sources are read.
 *
 * @param {string} root the repository
 */
export function buildPortal(root) {
  const portal = join(root, 'apps/portal')
  const stamp = join(portal, 'dist', '.built-from')
  const now = fingerprint(root, [
    'package-lock.json',
    'apps/portal',
    'packages/sdk/src',
    'packages/model/src',
    'packages/api/src',
  ])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  say('Builds the web portal')
  const code = runShown(
    [join(root, 'node_modules/.bin/node'), join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    { cwd: portal },
  )
  if (code !== 0)
    throw new CannotInstall(`The portal could not be built (vite ended with ${code}; its own words are above).`)
  writeFileSync(stamp, now)
}
