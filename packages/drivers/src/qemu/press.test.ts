import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PressCall } from '@paddock/host-api'
import type { RunId } from '@paddock/model'
import type { QmpClient } from '@paddock/qmp'
import { pressKeys } from './press.ts'

interface Sent {
  readonly data: { readonly down: boolean; readonly key: { readonly data: string } }
}

/** A guest that is interrupted for a key so many looks after it was sent; never: it has no keyboard. */
function guest(looks: number) {
  const sent: string[] = []
  let [interrupts, waiting, looked] = [0, 0, 0]
  let most = 0
  const execute = async (command: string, args: { events?: Sent[] }) => {
    if (command === 'input-send-event') {
      sent.push(...(args.events ?? []).map(({ data }) => `${data.down ? '+' : '-'}${data.key.data}`))
      waiting += args.events?.length ?? 0
      most = Math.max(most, waiting)
      looked = 0
      return
    }
    looked += 1
    if (looked > looks) {
      interrupts += waiting
      waiting = 0
    }
    return `IRQ statistics for ioapic:\r\n 0: 9\r\n 1: ${interrupts}\r\n`
  }
  return { qmp: { execute } as unknown as QmpClient, sent, most: () => most }
}

const call = (strokes: PressCall['strokes']): PressCall => ({ method: 'press', run: 'r' as RunId, strokes })

test('keys go down in their order and up in reverse, and the next ones wait until the guest has fetched those (BEY-16)', async () => {
  const { qmp, sent, most } = guest(3)
  assert.deepEqual(await pressKeys(qmp, call([['shift', 'a'], ['b'], ['ctrl', 'alt', 'delete']])), { pressed: 3 })
  assert.equal(sent.join(' '), '+shift +a -a -shift +b -b +ctrl +alt +delete -delete -alt -ctrl')
  assert.equal(most(), 6)
})

test('a guest that fetches no keys is waited for once', async () => {
  const { qmp, sent } = guest(Number.POSITIVE_INFINITY)
  const began = performance.now()
  await pressKeys(qmp, call(Array.from({ length: 50 }, () => ['a' as const])))
  assert.equal(sent.length, 100)
  assert.ok(performance.now() - began < 10_000)
})
