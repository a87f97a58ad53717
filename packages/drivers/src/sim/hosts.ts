import {
  type Clock,
  type Computer,
  createHost,
  type Drivers,
  type Host,
  type Ledger,
  memoryLedger,
  systemClock,
} from '@paddock/host'
import { type Log, noLog } from '@paddock/host-api'
import type { HostId } from '@paddock/model'
import { type SimFaults, simFaults } from './faults.ts'
import { simMachines } from './machines.ts'
import { simNetworks } from './networks.ts'
import type { SimLatencies, SimOptions } from './options.ts'
import { type SimState, simState } from './state.ts'
import { simVolumes } from './volumes.ts'

/** A host whose three drivers are simulated. Everything above them is the real thing. */
export interface SimulatedHost {
  readonly host: Host
  readonly state: SimState
  readonly faults: SimFaults
  readonly ledger: Ledger
}

/** The three simulated drivers on one state. */
export const simDrivers = (options: SimOptions): Drivers => ({
  machines: simMachines(options),
  networks: simNetworks(options),
  volumes: simVolumes(options),
})

export interface SimulatedHostOptions {
  readonly host: HostId
  readonly name: string
  readonly clock?: Clock
  readonly log?: Log
  readonly latencies?: Partial<SimLatencies>
  readonly state?: SimState
  readonly faults?: SimFaults
  readonly ledger?: Ledger
  readonly cores?: number
  readonly memoryMiB?: number
}

/** One simulated host, not started yet. Given the state and ledger of another, it is that one after its daemon's crash. */
export function simulatedHost(options: SimulatedHostOptions): SimulatedHost {
  const {
    clock = systemClock,
    log = noLog,
    state = simState(),
    faults = simFaults(),
    ledger = memoryLedger(),
  } = options
  const drivers = simDrivers({ state, clock, faults, ...(options.latencies ? { latencies: options.latencies } : {}) })
  const hello = {
    host: options.host,
    name: options.name,
    roles: ['machines', 'networks', 'volumes'],
    contract: 1,
  } as const
  const computer = simComputer(state, options)
  return { host: createHost({ hello, drivers, clock, log, ledger, computer }), state, faults, ledger }
}

/** A computer as large as asked, whose memory is taken by its simulated machines. */
function simComputer(state: SimState, { cores = 64, memoryMiB = 512 * 1024 }: SimulatedHostOptions): Computer {
  return {
    cores,
    memoryMiB,
    kernel: 'simulated',
    bootId: state.bootId,
    memoryAvailableMiB: () =>
      [...state.runs.values()].reduce(
        (left, run) => (run.power === 'ended' ? left : left - run.machine.memoryMiB),
        memoryMiB,
      ),
  }
}

/**
 * Many simulated hosts in one process, started, named `sim-1` and so on, with the same ids every time.
 *
 * They take no timer for a machine that merely runs, so a thousand of them with 25,000 machines idle along.
 */
export async function simulatedHosts(
  options: Omit<SimulatedHostOptions, 'host' | 'name' | 'state' | 'ledger' | 'faults'> & { readonly count: number },
): Promise<SimulatedHost[]> {
  const { count, ...rest } = options
  const hosts = Array.from({ length: count }, (_, at) =>
    simulatedHost({ ...rest, host: simulatedHostId(at + 1), name: `sim-${at + 1}` }),
  )
  await Promise.all(hosts.map(({ host }) => host.start()))
  return hosts
}

/** The id of the n-th simulated host: a UUID of version 7 from the beginning of time. */
export const simulatedHostId = (number: number): HostId =>
  `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}` as HostId
