#!/usr/bin/env node
// Starts the command on a Node that runs TypeScript: the one it was started with, or the one that npm installed with Paddock.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= 24) {
  const { main } = await import('../src/index.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  const node = nodeAbove(here)
  if (node === null) {
    console.error(
      `paddock: needs Node 24 or newer; this is ${process.versions.node}. Run \`npm install\` in Paddock's folder.`,
    )
    process.exitCode = 6
  } else {
    const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
    // A terminal sends Ctrl-C to both; the child decides what comes of it.
    process.on('SIGINT', () => {})
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
    child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
  }
}

/** @param {string} folder @returns {string | null} */
function nodeAbove(folder) {
  const node = join(folder, 'node_modules/.bin/node')
  if (existsSync(node)) return node
  return dirname(folder) === folder ? null : nodeAbove(dirname(folder))
}
