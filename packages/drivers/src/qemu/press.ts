import { setTimeout as sleep } from 'node:timers/promises'
import type { PressCall, PressResult } from '@paddock/host-api'
import type { KeyName, Stroke } from '@paddock/model'
import type { QmpClient } from '@paddock/qmp'

/**
 * Between two movements of keys.
 *
 * QEMU's PS/2 keyboard keeps 16 bytes for a guest that is slow to fetch them and drops the rest (hw/input/ps2.c, PS2_QUEUE_SIZE); a
 * stroke with two keys is up to ten. The guest has to have fetched those before the next ones come.
 */
const betweenMs = 10

/** Presses keys at a machine's keyboard, by the codes that its keyboard sends. */
export async function pressKeys(qmp: QmpClient, { strokes }: PressCall): Promise<PressResult> {
  for (const stroke of strokes) {
    try {
      await move(qmp, stroke, true)
      await sleep(betweenMs)
    } finally {
      // A key that stays down repeats in the guest until somebody presses it again.
      await move(qmp, stroke.toReversed(), false)
    }
    await sleep(betweenMs)
  }
  return { pressed: strokes.length }
}

const move = (qmp: QmpClient, stroke: Stroke, down: boolean): Promise<void> =>
  qmp.execute('input-send-event', { events: stroke.map(key => keyEvent(key, down)) })

const keyEvent = (key: KeyName, down: boolean) => ({
  type: 'key',
  data: { down, key: { type: 'qcode', data: key } },
})
