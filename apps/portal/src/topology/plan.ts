import type { NetworkId, VmId } from '@paddock/model'

/** What a lab's picture is made of: its networks, and its machines with the networks that they are on. */
export interface Plan {
  readonly networks: readonly { readonly id: NetworkId; readonly hasWayOut: boolean }[]
  /** Networks by interface, so one may be named twice. */
  readonly machines: readonly { readonly id: VmId; readonly networks: readonly NetworkId[] }[]
}

/** What a reader has moved: which machine comes before which, and on which of its networks it hangs. */
export interface Arrangement {
  readonly order: readonly VmId[]
  readonly homes: { readonly [vm: string]: NetworkId }
}

export const untouched: Arrangement = { order: [], homes: {} }

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** A network, or null: the machines that are on none. */
export type Home = NetworkId | null

/** Machines by the network that they hang on, in the order of their places. Every network is there, also one that nothing hangs on. */
export function machinesByHome({ networks, machines }: Plan, arrangement: Arrangement): Map<Home, VmId[]> {
  const homes = new Map<Home, VmId[]>(networks.map(({ id }) => [id, []]))
  const place = new Map(arrangement.order.map((id, at) => [id, at]))
  const placeOf = (id: VmId) => place.get(id) ?? Number.POSITIVE_INFINITY
  // Stable: machines that were never moved keep the lab's own order, behind those that were.
  const ordered = [...machines].sort((one, two) =>
    placeOf(one.id) < placeOf(two.id) ? -1 : placeOf(one.id) > placeOf(two.id) ? 1 : 0,
  )
  for (const { id, networks: own } of ordered) {
    const wish = arrangement.homes[id]
    const home =
      (wish !== undefined && own.includes(wish) && homes.has(wish) ? wish : own.find(network => homes.has(network))) ??
      null
    const there = homes.get(home)
    if (there) there.push(id)
    else homes.set(home, [id])
  }
  return homes
}
