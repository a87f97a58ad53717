import type { VmId } from '@paddock/model'
import type { Layout } from './layout.ts'
import { type Arrangement, machinesByHome, type Plan, type Point } from './plan.ts'

/**
 * The arrangement after a machine was dropped at a point: before the machine that stands there, or behind all of the area.
 *
 * A machine can hang only on a network that it is on; dropped elsewhere it stays on the one that it had. So a picture that was
 * rearranged overlaps as little as one that was not.
 */
export function dropMachine(
  { plan, layout, arrangement }: { plan: Plan; layout: Layout; arrangement: Arrangement },
  { vm, at }: { vm: VmId; at: Point },
): Arrangement {
  const machine = plan.machines.find(each => each.id === vm)
  const place = layout.places.find(each => each.vm === vm)
  if (!machine || !place) return arrangement
  const over = layout.areas.find(({ box }) => at.y >= box.y && at.y < box.y + box.height)?.home ?? place.home
  const home = over !== null && machine.networks.includes(over) ? over : place.home
  const others = layout.places.filter(each => each.home === home && each.vm !== vm)
  const before = others.find(({ box }) => at.y < box.y + box.height && (at.y < box.y || at.x < box.x + box.width / 2))
  const order = orderOf(plan, arrangement).filter(id => id !== vm)
  const index = before ? order.indexOf(before.vm) : order.length
  order.splice(index, 0, vm)
  return { order, homes: home === null ? arrangement.homes : { ...arrangement.homes, [vm]: home } }
}

/** The arrangement after a machine was moved one place on among those of its network, or back. */
export function stepMachine(plan: Plan, arrangement: Arrangement, { vm, by }: { vm: VmId; by: 1 | -1 }): Arrangement {
  const siblings = [...machinesByHome(plan, arrangement).values()].find(machines => machines.includes(vm)) ?? []
  const other = siblings[siblings.indexOf(vm) + by]
  if (other === undefined) return arrangement
  const order = orderOf(plan, arrangement)
  const [one, two] = [order.indexOf(vm), order.indexOf(other)]
  order[one] = other
  order[two] = vm
  return { ...arrangement, order }
}

const orderOf = (plan: Plan, arrangement: Arrangement): VmId[] => [...machinesByHome(plan, arrangement).values()].flat()
