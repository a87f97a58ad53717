import { setTimeout as sleep } from 'node:timers/promises'
import type { PressCall, PressResult } from '@paddock/host-api'
import type { KeyName, Stroke } from '@paddock/model'
import type { QmpClient } from '@paddock/qmp'

/** From one stroke to the next, at least: what reads keys by asking for them, as GRUB does, has a small store for them. */
const strokeMs = 8
/** How long a guest may take to fetch a stroke before it is taken for one that fetches none: switched off, or without a keyboard. */
const fetchLimitMs = 2_000

/**
 * Presses keys at a machine's keyboard, by the codes that its keyboard sends.
 *
 * QEMU's PS/2 keyboard keeps 16 bytes for a guest that is slow to fetch them and drops the rest (hw/input/ps2.c, PS2_QUEUE_SIZE); a
 * stroke is up to eight. So each waits until the guest was interrupted for what the one before it sent.
 */
export async function pressKeys(qmp: QmpClient, { strokes }: PressCall): Promise<PressResult> {
  let fetches = true
  for (const stroke of strokes) {
    const before = fetches ? await interruptsOf(qmp) : 0
    const events = eventsOf(stroke)
    await qmp.execute('input-send-event', { events })
    await sleep(strokeMs)
    if (fetches) fetches = await fetched(qmp, before + events.length)
  }
  return { pressed: strokes.length }
}

async function fetched(qmp: QmpClient, interrupts: number): Promise<boolean> {
  const until = performance.now() + fetchLimitMs
  while ((await interruptsOf(qmp)) < interrupts) {
    if (performance.now() > until) return false
    await sleep(2)
  }
  return true
}

/** How often the keyboard has interrupted the guest: once for each byte, when the one before it was fetched (hw/input/pckbd.c). */
async function interruptsOf(qmp: QmpClient): Promise<number> {
  const told = await qmp.execute('human-monitor-command', { 'command-line': 'info irq' })
  // The keyboard's line is 1 on every PC.
  return Number(/^\s*1: (\d+)/m.exec(told)?.[1] ?? 0)
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
