import type { Clock } from '@paddock/host'
import { type SimFaults, simFaults } from './faults.ts'
import type { SimState } from './state.ts'

/** How long things take, in milliseconds. */
export interface SimLatencies {
  readonly startMs: number
  /** From the guest's first instruction to its login prompt and its agent. */
  readonly bootMs: number
  readonly shutdownMs: number
  readonly fenceMs: number
  readonly volumeMs: number
  readonly layerMs: number
  /** What a stroke of a key takes. */
  readonly strokeMs: number
}

/** About what a real host needs for a small guest, so that the portal looks as it does in life. */
export const lifelike: SimLatencies = {
  startMs: 400,
  bootMs: 3_000,
  shutdownMs: 1_500,
  fenceMs: 40,
  volumeMs: 10,
  layerMs: 20_000,
  strokeMs: 12,
}

export const instant: SimLatencies = {
  startMs: 0,
  bootMs: 0,
  shutdownMs: 0,
  fenceMs: 0,
  volumeMs: 0,
  layerMs: 0,
  strokeMs: 0,
}

export interface SimOptions {
  readonly state: SimState
  readonly clock: Clock
  readonly latencies?: Partial<SimLatencies>
  readonly faults?: SimFaults
}

/** Options with everything filled in, and the one way in which steps take time and fail. */
export function simulation({ state, clock, latencies, faults = simFaults() }: SimOptions) {
  const sleep = (ms: number): Promise<void> =>
    ms <= 0 ? Promise.resolve() : new Promise(resolve => clock.later(ms, resolve))
  return {
    state,
    clock,
    latencies: { ...lifelike, ...latencies },
    sleep,
    /** One step of a driver: may fail, takes its time. */
    async step(name: string, ms: number): Promise<void> {
      faults.at(name)
      await sleep(ms + faults.delayMs(name))
    },
    now: () => clock.now().getTime(),
  }
}
export type Simulation = ReturnType<typeof simulation>
