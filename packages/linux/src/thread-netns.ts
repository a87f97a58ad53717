import { closeSync, openSync } from 'node:fs'
import { libcCalls } from './libc.ts'
import { netnsPath } from './netns-path.ts'

/** Source: linux/sched.h. */
export const cloneNewnet = 0x40000000

const own = '/proc/thread-self/ns/net'

/**
 * Does work with this thread in a named network namespace (null: the host's own): sockets that it opens and processes that it starts are in there, and
 * /proc/sys/net shows it.
 *
 * The work may not wait: meanwhile nothing else of the daemon runs. A thread that cannot come back takes the daemon with it.
 */
export function inThreadNetns<T>(name: string | null, work: () => T): T {
  if (name === null) return work()
  const there = openSync(netnsPath(name), 'r')
  try {
    return elsewhere(() => {
      libcCalls.setns(there, cloneNewnet)
      return work()
    })
  } finally {
    closeSync(there)
  }
}

/** Does work that leaves this thread's network namespace, and comes back to it. */
export function elsewhere<T>(work: () => T): T {
  const home = openSync(own, 'r')
  try {
    return work()
  } finally {
    try {
      libcCalls.setns(home, cloneNewnet)
    } catch {
      process.abort()
    }
    closeSync(home)
  }
}
