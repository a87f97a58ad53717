#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { installDebianPackages } from './install/debian.mjs'
import { installNpmPackages } from './install/npm.mjs'
import { buildPortal } from './install/portal.mjs'
import { CannotInstall } from './install/say.mjs'
import { makeUsers } from './install/users.mjs'

/**
 * Sets up what Paddock needs on this machine: Debian packages, system users, npm packages, the built portal.
 *
 * Asks nothing, may be repeated, and returns at once when nothing is missing. Runs on the machine's own Node, before any npm
 * package is there. Arguments: groups of tools/debian-packages.json beside `run`; or `--npm-only`, enough to check and generate.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
try {
  if (process.argv[2] === '--npm-only') installNpmPackages(root)
  else {
    installDebianPackages(['run', ...process.argv.slice(2)])
    makeUsers()
    installNpmPackages(root)
    buildPortal(root)
  }
} catch (problem) {
  if (!(problem instanceof CannotInstall)) throw problem
  process.stderr.write(`\n${problem.message}\n`)
  process.exitCode = 1
}
