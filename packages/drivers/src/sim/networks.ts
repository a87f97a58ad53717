import type { Networks } from '@paddock/host'
import { Problem } from '@paddock/model'
import { type SimOptions, simulation } from './options.ts'
import { listen, tell } from './state.ts'
import { simNetworkBytes, simTraffic } from './traffic.ts'

/** Simulated fences: what is raised, lowered and plugged, and nothing that carries a frame. */
export function simNetworks(options: SimOptions): Networks {
  const sim = simulation(options)
  const { fences, addresses, violations } = sim.state
  const endListening: (() => void)[] = []

  return {
    async list() {
      const bytes = simNetworkBytes(sim.state, sim.now())
      return [...fences].map(([lab, fence]) => ({
        lab,
        ready: fence.ready,
        trouble: null,
        networks: fence.wanted.networks.map(({ network }) => ({
          network,
          ...(bytes.get(network) ?? { bytesIn: 0, bytesOut: 0 }),
        })),
      }))
    },
    async raise(wanted) {
      for (const [lab, other] of fences)
        if (lab !== wanted.lab && other.wanted.number === wanted.number)
          violations.push(`fences of ${lab} and ${wanted.lab} have the number ${wanted.number}`)
      const fence = fences.get(wanted.lab) ?? { wanted, ready: false, plugged: new Set() }
      fences.set(wanted.lab, fence)
      await sim.step('networks.raise', sim.latencies.fenceMs)
      if (fences.get(wanted.lab) !== fence) throw new Problem('not-available', 'The fence was lowered meanwhile.')
      for (const port of wanted.ports) addresses.set(port.interface, port.address)
      Object.assign(fence, { wanted, ready: true })
      tell(sim.state, 'networks')
    },
    async plug(wanted, taps) {
      await sim.step('networks.plug', 0)
      const fence = fences.get(wanted.lab)
      if (fence === undefined || !fence.ready) throw new Problem('not-available', "The lab's fence is not up.")
      for (const tap of taps) {
        if (!wanted.ports.some(port => port.interface === tap.interface))
          throw new Problem('not-found', 'The fence has no such port.')
        fence.plugged.add(tap.interface)
      }
    },
    traffic: async lab => simTraffic(sim.state, lab, sim.now()),
    async lower(lab) {
      await sim.step('networks.lower', sim.latencies.fenceMs / 4)
      const fence = fences.get(lab)
      if (fence === undefined) return
      for (const run of sim.state.runs.values())
        if (run.machine.lab === lab && run.power === 'running')
          violations.push(`fence of ${lab} lowered under a machine`)
      for (const port of fence.wanted.ports) addresses.delete(port.interface)
      fences.delete(lab)
      tell(sim.state, 'networks')
    },
    onChange(listener) {
      const end = listen(sim.state, 'networks', listener)
      endListening.push(end)
      return end
    },
    async close() {
      for (const end of endListening) end()
    },
  }
}
