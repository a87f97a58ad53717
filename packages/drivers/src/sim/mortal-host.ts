import { createHost, type Host, type ManualClock, manualClock, memoryLedger } from '@paddock/host'
import { type Assignment, type Log, noLog } from '@paddock/host-api'
import { type CrashPoint, crashPoint } from './crash.ts'
import { simFaults } from './faults.ts'
import { simDrivers, simulatedHostId } from './hosts.ts'
import type { SimLatencies } from './options.ts'
import { rebootSim, simState } from './state.ts'

export const mortalHostId = simulatedHostId(1)

/** A host that dies when told and comes back on the same ledger and computer, with a controller that says the newest again. */
export function mortalHost(needs: { latencies?: Partial<SimLatencies>; log?: Log } = {}) {
  const { log = noLog } = needs
  const clock: ManualClock = manualClock()
  const state = simState()
  const faults = simFaults()
  const ledger = memoryLedger()
  let newest: Assignment | null = null
  let point: CrashPoint = crashPoint()
  let host: Host | null = null
  let deaths = 0

  /** Starts a daemon. `dieAt`: see {@link crashPoint}. */
  async function begin(dieAt?: number): Promise<void> {
    const own = crashPoint(dieAt, () => {
      deaths += 1
    })
    point = own
    const ownClock = own.clock(clock)
    const drivers = own.drivers(
      simDrivers({ state, clock: ownClock, faults, ...(needs.latencies ? { latencies: needs.latencies } : {}) }),
    )
    const born = createHost({
      hello: { host: mortalHostId, name: 'mortal', roles: ['machines'], contract: 1 },
      drivers,
      clock: ownClock,
      log,
      ledger: own.ledger(ledger),
      computer: { cores: 8, memoryMiB: 65_536, kernel: 'sim', bootId: state.bootId, memoryAvailableMiB: () => 1 },
    })
    host = born
    // Not awaited: a daemon that dies while it starts never comes to the end of it.
    void born.start().then(() => (newest === null ? undefined : born.assign(newest)))
    await clock.settle()
  }

  async function reviveIfDead(): Promise<void> {
    if (point.isDead()) await begin()
  }

  return {
    clock,
    state,
    faults,
    ledger,
    begin,
    deaths: () => deaths,
    acts: () => point.acts(),
    report: () => {
      if (host === null) throw new Error('The host was never begun.')
      return host.report()
    },
    kill: () => point.kill(),
    async reboot(): Promise<void> {
      point.kill()
      rebootSim(state)
      await begin()
    },
    async assign(assignment: Assignment): Promise<void> {
      newest = assignment
      if (host !== null && !point.isDead()) void host.assign(assignment)
      await clock.settle()
      await reviveIfDead()
    },
    /** Lets time pass. Whenever the daemon died it is started again. */
    async pass(ms: number): Promise<void> {
      const pieces = 10
      for (let piece = 0; piece < pieces; piece += 1) {
        await reviveIfDead()
        await clock.advance(ms / pieces)
      }
      await reviveIfDead()
    },
  }
}
export type MortalHost = ReturnType<typeof mortalHost>
