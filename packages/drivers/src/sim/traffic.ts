import type { TrafficResult } from '@paddock/host-api'
import type { InterfaceId, LabId, NetworkId } from '@paddock/model'
import type { SimState } from './state.ts'

/** Bytes that a simulated port has carried up to a moment. */
export interface SimTraffic {
  bytesReceived: number
  bytesSent: number
  countedAt: number
}

/**
 * What the ports of a simulated lab have carried: a steady stream, of its own strength for each port, while its machine runs and its cable is plugged.
 *
 * Counted when asked, so that machines nobody looks at take no timer.
 */
export function simTraffic(state: SimState, lab: LabId, now: number): TrafficResult {
  const fence = state.fences.get(lab)
  if (fence === undefined) return { ports: [], wayOut: null }
  const running = [...state.runs.values()].filter(run => run.machine.lab === lab && run.power === 'running')
  const ports = portsOf(state, { fence, running, now })
  const sum = (key: 'bytesReceived' | 'bytesSent') => Math.round(ports.reduce((all, port) => all + port[key], 0) / 4)
  return { ports, wayOut: { bytesReceived: sum('bytesReceived'), bytesSent: sum('bytesSent') } }
}

/** What each network of each fence has carried, as a fence's rules count it: from machines that have ended since, too. */
export function simNetworkBytes(state: SimState, now: number): Map<NetworkId, { bytesIn: number; bytesOut: number }> {
  const running = Map.groupBy(
    [...state.runs.values()].filter(run => run.power === 'running'),
    run => run.machine.lab,
  )
  const bytes = new Map<NetworkId, { bytesIn: number; bytesOut: number }>()
  for (const [lab, fence] of state.fences) {
    portsOf(state, { fence, running: running.get(lab) ?? [], now })
    for (const port of fence.wanted.ports) {
      const counted = state.traffic.get(port.interface)
      if (counted === undefined) continue
      const sum = bytes.get(port.network) ?? { bytesIn: 0, bytesOut: 0 }
      bytes.set(port.network, {
        bytesIn: sum.bytesIn + counted.bytesReceived,
        bytesOut: sum.bytesOut + counted.bytesSent,
      })
    }
  }
  return bytes
}

type Fence = NonNullable<ReturnType<SimState['fences']['get']>>
type Run = NonNullable<ReturnType<SimState['runs']['get']>>

function portsOf(
  state: SimState,
  { fence, running, now }: { fence: Fence; running: readonly Run[]; now: number },
): TrafficResult['ports'] {
  return running.flatMap(run =>
    run.machine.interfaces.map(port => {
      const counted = state.traffic.get(port.interface) ?? {
        bytesReceived: 0,
        bytesSent: 0,
        countedAt: run.startedAt ?? now,
      }
      const seconds = Math.max(0, now - Math.max(counted.countedAt, run.startedAt ?? now)) / 1000
      const plugged = fence.wanted.ports.some(one => one.interface === port.interface && one.connected)
      const strength = plugged ? strengthOf(port.interface) : 0
      counted.bytesReceived += Math.round(seconds * strength)
      counted.bytesSent += Math.round(seconds * strength * 0.4)
      counted.countedAt = now
      state.traffic.set(port.interface, counted)
      return { interface: port.interface, bytesReceived: counted.bytesReceived, bytesSent: counted.bytesSent }
    }),
  )
}

/** Bytes a second, between 1 KB and 500 KB, always the same for the same port. */
const strengthOf = (port: InterfaceId): number => 1_000 * 2 ** (Number.parseInt(port.slice(-3), 16) % 10)
