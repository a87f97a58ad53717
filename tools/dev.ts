import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { root } from './check/root.ts'

/**
 * Everything for working on Paddock: simulated hosts, something to look at in them, and the portal with hot reload.
 *
 * The data stays from one time to the next, apart from that of `npm start`.
 */
const uid = process.getuid?.() ?? 0
const data = process.env.PADDOCK_DATA ?? (uid === 0 ? '/var/lib/paddock-dev' : `/var/tmp/paddock-dev-${uid}`)
const listen = process.env.PADDOCK_LISTEN ?? '127.0.0.1:8080'
const env = {
  ...process.env,
  PADDOCK_DATA: data,
  PADDOCK_LISTEN: listen,
  PADDOCK_URL: `http://${listen}`,
  PADDOCK_DEV_TARGET: `http://${listen}`,
}

const started: ChildProcess[] = []
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

const paddockd = start(['apps/paddockd/bin/paddockd.js', 'sim'])
await untilUp()
if (!stopping) {
  await once(start(['tools/seed.ts']), 'exit')
  const vite = start([join(root, 'node_modules/vite/bin/vite.js')], join(root, 'apps/portal'))
  vite.once('exit', code => void stop(code ?? 1))
}

function start(words: readonly string[], cwd = root): ChildProcess {
  // Detached: Ctrl-C comes to this process, which stops the others in order.
  const child = spawn(process.execPath, words, { cwd, env, stdio: ['ignore', 'inherit', 'inherit'], detached: true })
  started.push(child)
  return child
}

/** Waits until the API answers, or paddockd has ended without. */
async function untilUp(): Promise<void> {
  paddockd.once('exit', code => void stop(code ?? 1))
  while (!stopping) {
    const ready = await fetch(`http://${listen}/readyz`).catch(() => null)
    if (ready?.ok && existsSync(join(data, 'first-login.json'))) return
    await pause(200)
  }
}

async function stop(code: number): Promise<void> {
  if (stopping) return
  stopping = true
  for (const child of started.toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  process.exit(code)
}
