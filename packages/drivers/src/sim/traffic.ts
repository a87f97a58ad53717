import type { TrafficResult } from '@paddock/host-api'
import type { InterfaceId, LabId } from '@paddock/model'
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
  const ports = running.flatMap(run =>
    run.machine.interfaces.map(port => {
      const counted = state.traffic.get(port.interface) ?? {
        bytesReceived: 0,
        bytesSent: 0,
        countedAt: run.startedAt ?? now,
      }
      const seconds = Math.max(0, now - counted.countedAt) / 1000
      const plugged = fence.wanted.ports.some(one => one.interface === port.interface && one.connected)
      const strength = plugged ? strengthOf(port.interface) : 0
      counted.bytesReceived += Math.round(seconds * strength)
      counted.bytesSent += Math.round(seconds * strength * 0.4)
      counted.countedAt = now
      state.traffic.set(port.interface, counted)
      return { interface: port.interface, bytesReceived: counted.bytesReceived, bytesSent: counted.bytesSent }
    }),
  )
  const sum = (key: 'bytesReceived' | 'bytesSent') => Math.round(ports.reduce((all, port) => all + port[key], 0) / 4)
  return { ports, wayOut: { bytesReceived: sum('bytesReceived'), bytesSent: sum('bytesSent') } }
}

/** Bytes a second, between 1 KB and 500 KB, always the same for the same port. */
const strengthOf = (port: InterfaceId): number => 1_000 * 2 ** (Number.parseInt(port.slice(-3), 16) % 10)
