import { setTimeout as sleep } from 'node:timers/promises'
import type { PressCall, PressResult } from '@paddock/host-api'
import type { KeyName, Stroke } from '@paddock/model'
import type { QmpClient } from '@paddock/qmp'

/**
 * From one stroke to the next, at least.
 *
 * QEMU's PS/2 keyboard keeps 16 bytes for a guest that is slow to fetch them and drops the rest (hw/input/ps2.c, PS2_QUEUE_SIZE). A
 * stroke of two keys is up to eight, and the guest has to have fetched those before the next ones come.
 */
const strokeMs = 12
/** A QEMU that takes long to answer has a guest that gets as little of the processor: it is given as much more time. */
const slowness = 3

/** Presses keys at a machine's keyboard, by the codes that its keyboard sends. */
export async function pressKeys(qmp: QmpClient, { strokes }: PressCall): Promise<PressResult> {
  for (const stroke of strokes) {
    const began = performance.now()
    await qmp.execute('input-send-event', { events: eventsOf(stroke) })
    await sleep(Math.max(strokeMs, slowness * (performance.now() - began)))
  }
  return { pressed: strokes.length }
}

/** All keys down in their order, and up in reverse: in one message, so that none stays down if the connection ends. */
const eventsOf = (stroke: Stroke) => [
  ...stroke.map(key => keyEvent(key, true)),
  ...stroke.toReversed().map(key => keyEvent(key, false)),
]

const keyEvent = (key: KeyName, down: boolean) => ({
  type: 'key',
  data: { down, key: { type: 'qcode', data: key } },
})
