import type { Networks, Tap } from '@paddock/host'
import type { FenceSeen, FenceWanted, Log } from '@paddock/host-api'
import {
  findUser,
  hostResolvers,
  listNetns,
  netnsIdentity,
  netnsState,
  nftCounters,
  processAlive,
  readLinkBytes,
} from '@paddock/linux'
import { cidrsOverlap, type LabId, Problem } from '@paddock/model'
import type { FenceNeeds, FenceThings, RaisedFence } from './fence.ts'
import { exitNumbers, linkExists } from './host-side.ts'
import { labTable, receivedCounter, sentCounter } from './lab-rules.ts'
import { lowerFence } from './lower.ts'
import { defaultEgressCidr, type Installation, labNames, netnsPrefix } from './names.ts'
import { plugTaps } from './plug.ts'
import { raiseFence } from './raise.ts'
import { type FenceRecord, fenceFolder, readRecords, recordOf, removeRecord, writeRecord } from './record.ts'
import { sharedHostSide } from './shared-host-side.ts'
import { trafficOf } from './traffic.ts'
import { turns } from './turns.ts'

export interface LinuxNetworksOptions {
  /** Where fences are recorded, a folder of its own. */
  readonly folder: string
  /** The installation's tag: four hexadecimal characters. */
  readonly tag: string
  readonly log: Log
  readonly clock: () => Date
  /** Where the labs' ways out have their addresses. Default: {@link defaultEgressCidr}. */
  readonly egressCidr?: string
  /** Networks of the operator that no lab may reach, as CIDR. */
  readonly denied?: readonly string[]
  /** Whom the labs' DNS asks about the world. Default: the host's own resolvers. */
  readonly resolvers?: () => Promise<readonly string[]>
  /** Called before each act on the host, with its name: a test ends the work there. */
  readonly step?: (name: string) => void
}

/** How often the services are looked after, and how old the counters may get. */
const watchEveryMs = 2_000
const countersMaxAgeMs = 5_000

interface Kept {
  record: FenceRecord
  /** Null: never brought to what is wanted by this process, or the last try failed. */
  raised: RaisedFence | null
  wanted: string
  counters: FenceSeen['networks']
  countersAt: number
}

/**
 * Keeps the fences of labs with the kernel's namespaces, bridges and nftables, and dnsmasq: ARCHITECTURE, "The fence".
 *
 * Everything it makes outlives it. What a fence should be is known only from the assignment, so after a restart each one is seen as not ready until it was
 * raised again, which changes nothing of one that is whole.
 */
export async function linuxNetworks(options: LinuxNetworksOptions): Promise<Networks> {
  const { folder, tag, log, clock } = options
  const installation: Installation = { tag, egressCidr: options.egressCidr ?? defaultEgressCidr(tag) }
  const denied = options.denied ?? []
  const step = options.step ?? (() => {})
  const user = (await findUser('dnsmasq')) ? 'dnsmasq' : 'nobody'
  const inTurn = turns()
  const kept = new Map<number, Kept>()
  const hostSide = sharedHostSide({ installation, denied, log, clock, step, isNeeded: () => kept.size > 0 })
  const listeners = new Set<() => void>()

  const { records, broken } = await readRecords(folder)
  for (const record of records) kept.set(record.number, newlyKept(record))
  for (const number of broken) await remove(number)
  await hostSide.leave()

  const changed = (): void => {
    for (const listener of listeners) listener()
  }

  const needs = async (): Promise<FenceNeeds> => ({
    denied: ['169.254.0.0/16', installation.egressCidr, ...denied],
    resolvers: await (options.resolvers ?? hostResolvers)(),
    user,
    hostSide: hostSide.keep,
    step,
  })

  const isWhole = async (one: Kept): Promise<boolean> => {
    const { raised, record } = one
    if (raised === null) return false
    const names = labNames(installation, record.number)
    if (!linkExists(names.exit) || [...raised.services.values()].some(service => !processAlive(service))) return false
    return raised.netns !== null && (await netnsIdentity(names.netns)) === raised.netns
  }

  const thingsOf = (fence: FenceWanted, one: Kept): Omit<FenceThings, 'fresh' | 'before'> => ({
    fence,
    names: labNames(installation, fence.number),
    folder: fenceFolder(folder, fence.number),
    networksBefore: one.record.networks,
  })

  /** Raises the fence, and takes taps into it, in its turn. */
  async function bring(fence: FenceWanted, taps: readonly Tap[]): Promise<void> {
    refuseOverlap(fence)
    if (taps.some(tap => !fence.ports.some(port => port.interface === tap.interface)))
      throw new Problem('not-found', 'The lab has no such interface.')
    const old = kept.get(fence.number)
    if (old && old.record.lab !== fence.lab)
      throw new Error(`Number ${fence.number} of lab ${fence.lab} still is lab ${old.record.lab}'s on this host.`)
    const record = recordOf(fence)
    const one = old ?? newlyKept(record)
    kept.set(fence.number, one)
    const before = one.raised
    const current = taps.length > 0 && one.wanted === JSON.stringify(fence) && (await isWhole(one))
    one.raised = null
    let raised = before
    if (!current || raised === null) {
      step('record')
      const fresh = await writeRecord(folder, record)
      raised = await raiseFence(await needs(), { ...thingsOf(fence, one), fresh, before })
    }
    one.record = record
    one.countersAt = Number.NEGATIVE_INFINITY
    one.wanted = JSON.stringify(fence)
    // Should plugging fail, the fence stands all the same; only which ports its rules know is unsure then.
    one.raised = { ...raised, ports: null }
    if (taps.length > 0)
      raised = await plugTaps(await needs(), {
        things: { ...thingsOf(fence, one), fresh: false, before: raised },
        raised,
        taps,
      })
    one.raised = raised
  }

  async function remove(number: number): Promise<void> {
    const names = labNames(installation, number)
    const one = kept.get(number)
    const own = fenceFolder(folder, number)
    const services = one?.raised?.services ?? null
    if (one) one.raised = null
    await lowerFence({ step }, { names, folder: own, services })
    step('remove record')
    await removeRecord(folder, number)
    kept.delete(number)
    await hostSide.leave()
  }

  /** Removes what is called like this installation's but has no record: nothing but a record says whose it is. */
  async function sweep(): Promise<void> {
    const prefix = netnsPrefix(tag)
    const named = (await listNetns(prefix)).map(name => Number.parseInt(name.slice(prefix.length), 36))
    for (const number of new Set([...named, ...exitNumbers(tag)])) {
      if (!Number.isInteger(number) || kept.has(number)) continue
      await inTurn(number, async () => {
        if (kept.has(number)) return
        log.warn({ number }, 'a fence without a record is removed')
        await remove(number).catch(cause => log.warn({ number, err: cause }, 'it could not be removed'))
      })
    }
  }

  async function see(one: Kept): Promise<FenceSeen> {
    const whole = await isWhole(one)
    const now = clock().getTime()
    const { netns } = labNames(installation, one.record.number)
    // Also of one that is not whole: bytes that were counted must not seem to be gone.
    if (now - one.countersAt >= countersMaxAgeMs && (await netnsState(netns)) === 'whole') {
      try {
        one.counters = readCounters(netns, one.record)
      } catch (cause) {
        log.warn({ lab: one.record.lab, err: cause }, 'counters could not be read')
      }
      one.countersAt = now
    }
    return { lab: one.record.lab, ready: whole, trouble: null, networks: one.counters }
  }

  const watch = setInterval(() => {
    for (const one of kept.values()) {
      const dead = one.raised && [...one.raised.services].filter(([, service]) => !processAlive(service))
      if (!dead || dead.length === 0) continue
      log.warn({ lab: one.record.lab, networks: dead.map(([key]) => key) }, 'services of a fence have ended')
      one.raised = null
      changed()
    }
  }, watchEveryMs)
  watch.unref()

  return {
    async list() {
      await sweep()
      if (kept.size > 0) await hostSide.keep()
      return Promise.all([...kept.values()].map(see))
    },
    raise: fence => inTurn(fence.number, () => bring(fence, [])),
    plug: (fence, taps) => inTurn(fence.number, () => bring(fence, taps)),
    async traffic(lab) {
      const one = [...kept.values()].find(each => each.record.lab === lab)
      const netns = one && labNames(installation, one.record.number).netns
      if (netns === undefined || (await netnsState(netns)) !== 'whole') return { ports: [], wayOut: null }
      return trafficOf(readLinkBytes(netns))
    },
    async lower(lab: LabId) {
      const number = [...kept.values()].find(one => one.record.lab === lab)?.record.number
      if (number === undefined) return
      await inTurn(number, async () => {
        if (kept.get(number)?.record.lab === lab) await remove(number)
      })
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      clearInterval(watch)
      listeners.clear()
    },
  }
}

const newlyKept = (record: FenceRecord): Kept => ({
  record,
  raised: null,
  wanted: '',
  counters: [],
  countersAt: Number.NEGATIVE_INFINITY,
})

/** Two networks of one lab share one routing table, so an address must be in only one of them. */
function refuseOverlap({ networks }: FenceWanted): void {
  networks.forEach((one, at) => {
    const other = networks.slice(at + 1).find(network => cidrsOverlap(network.cidr, one.cidr))
    if (other) throw new Error(`The networks ${one.name} (${one.cidr}) and ${other.name} (${other.cidr}) overlap.`)
  })
}

/** Bytes to and from the machines of each network, counted as they count them: with the 14 bytes before each packet (IEEE 802.3, clause 3). */
function readCounters(netns: string, { networks }: FenceRecord): FenceSeen['networks'] {
  const counters = nftCounters(netns, { family: 'bridge', name: labTable })
  const bytes = (name: string): number => {
    const counter = counters.get(name)
    return counter ? counter.bytes + counter.packets * 14 : 0
  }
  return networks.map(network => ({
    network,
    bytesIn: bytes(receivedCounter(network)),
    bytesOut: bytes(sentCounter(network)),
  }))
}
