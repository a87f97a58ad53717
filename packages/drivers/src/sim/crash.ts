import type { Clock, Drivers, Ledger, ManualClock } from '@paddock/host'

const methods = ['machines', 'networks', 'volumes'] as const

/**
 * A place where a daemon can die: between any two calls that it makes to its drivers and its ledger.
 *
 * A dead daemon's calls never return and its timers never ring, as if its process were gone. What it had begun stays as it is.
 */
export interface CrashPoint {
  /** How many acts it has done. */
  acts(): number
  isDead(): boolean
  kill(): void
  clock(clock: ManualClock): Clock
  drivers(drivers: Drivers): Drivers
  ledger(ledger: Ledger): Ledger
}

/** `at`: dies at that act, counted from 0. Even numbers: act at/2 has no effect any more. Odd ones: it has, but nobody hears of it. */
export function crashPoint(at = Number.POSITIVE_INFINITY, died: () => void = () => {}): CrashPoint {
  let acts = 0
  let dead = false
  const never = new Promise<never>(() => {})
  const kill = () => {
    if (dead) return
    dead = true
    died()
  }

  async function act(work: () => Promise<unknown>): Promise<unknown> {
    if (dead) return never
    const mine = acts
    acts += 1
    if (mine * 2 === at) kill()
    if (dead) return never
    const result = await work()
    if (mine * 2 + 1 === at) kill()
    return dead ? never : result
  }

  /** Every method that is no mere subscription becomes an act. */
  function gated<T extends object>(object: T, plain: readonly string[] = []): T {
    return new Proxy(object, {
      get(target, name) {
        const method: unknown = Reflect.get(target, name)
        if (typeof method !== 'function' || plain.includes(String(name))) return method
        return (...words: unknown[]) => act(() => Promise.resolve(Reflect.apply(method, target, words)))
      },
    })
  }

  return {
    acts: () => acts,
    isDead: () => dead,
    kill,
    clock: clock => ({
      now: () => clock.now(),
      later: (ms, call) => (dead ? () => {} : clock.later(ms, () => dead || call())),
    }),
    drivers: drivers =>
      Object.fromEntries(methods.map(name => [name, gated(drivers[name], ['onChange'])])) as unknown as Drivers,
    ledger: ledger => gated(ledger),
  }
}
