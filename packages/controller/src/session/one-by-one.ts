import { Problem } from '@paddock/model'

/** Most that wait for one name. */
const longestQueue = 20

/**
 * Runs work of one name one after another, and of different names side by side.
 *
 * Guesses sent all at once are so counted before the next one is looked at.
 */
export function oneByOne() {
  const queues = new Map<string, { last: Promise<unknown>; length: number }>()
  return async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const queue = queues.get(name) ?? { last: Promise.resolve(), length: 0 }
    if (queue.length >= longestQueue)
      throw new Problem('too-many-attempts', 'Too many attempts to sign in at once. Try again in a moment.')
    queue.length += 1
    queues.set(name, queue)
    const mine = queue.last.then(work)
    queue.last = mine.catch(() => {})
    try {
      return await mine
    } finally {
      queue.length -= 1
      if (queue.length === 0) queues.delete(name)
    }
  }
}
