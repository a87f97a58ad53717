#!/usr/bin/env node
// Node 24 comes with Paddock's npm packages; the machine's own may be older, and does not read TypeScript.
const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 24) {
  process.stderr.write(
    `paddockd runs on Node 24 or newer, and this is ${process.versions.node}. ` +
      'Run it as `npm start`, or with node_modules/.bin first in PATH.\n',
  )
  process.exit(1)
}
await import('../src/main.ts')
