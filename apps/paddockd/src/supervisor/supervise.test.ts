import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { noLog } from '@paddock/host-api'
import { backOffMs, failuresAfter } from './back-off.ts'
import type { Service } from './service.ts'
import { supervise } from './supervise.ts'

/** Services that write down what happens to them, and end when the test says so. */
function stage() {
  const story: string[] = []
  const enders = new Map<string, (how: string) => void>()
  const pauses: number[] = []
  const service = (name: string, fails = false): Service => ({
    name,
    async start() {
      if (fails) throw new Error(`${name} can't`)
      story.push(`${name} starts`)
      const { promise: ended, resolve } = Promise.withResolvers<string>()
      enders.set(name, resolve)
      return {
        ended,
        async stop() {
          story.push(`${name} stops`)
          resolve('was stopped')
        },
      }
    },
  })
  const needs = { log: noLog, now: () => 0, pause: async (ms: number) => void pauses.push(ms) }
  return { story, service, needs, pauses, end: (name: string) => enders.get(name)?.('was ended by SIGKILL') }
}

test('services start in order and stop in the reverse order, each once', async () => {
  const { story, service, needs } = stage()
  const supervised = supervise(needs, [service('database'), service('controller'), service('host')])
  await supervised.up
  await Promise.all([supervised.stop(), supervised.stop()])
  assert.deepEqual(story, [
    'database starts',
    'controller starts',
    'host starts',
    'host stops',
    'controller stops',
    'database stops',
  ])
})

test('a service that ends is started again, and the others stay', async () => {
  const { story, service, needs, pauses, end } = stage()
  const supervised = supervise(needs, [service('database'), service('controller')])
  await supervised.up
  for (let time = 0; time < 3; time++) {
    end('controller')
    for (let turn = 0; turn < 5; turn++) await setImmediate()
  }
  assert.deepEqual(story, ['database starts', ...Array<string>(4).fill('controller starts')])
  assert.deepEqual(pauses, [200, 400, 800])
  await supervised.stop()
})

test('when one can’t start, those before it are stopped and the reason is passed on', async () => {
  const { story, service, needs } = stage()
  const supervised = supervise(needs, [service('database'), service('controller', true), service('host')])
  await assert.rejects(supervised.up, /controller can't/)
  assert.deepEqual(story, ['database starts', 'database stops'])
})

test('waiting between starts doubles up to ten seconds, and begins anew after a good minute', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 50].map(backOffMs),
    [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000],
  )
  assert.equal(failuresAfter(7, 59_999), 8)
  assert.equal(failuresAfter(7, 60_000), 1)
})
