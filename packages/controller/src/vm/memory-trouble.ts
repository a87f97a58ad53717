import { type MemoryMakings, memoryMisfit, Problem } from '@paddock/model'
import type { MemoryHolder, StoredTrouble } from '@paddock/store'

/**
 * Why stored memory goes on nowhere now; null: it does somewhere, or it is not known yet what it was saved with.
 *
 * Asked before a start, so that nobody waits for one that its host would refuse.
 */
export function memoryTrouble(
  saved: MemoryMakings | null,
  holders: readonly MemoryHolder[] | null,
): StoredTrouble | null {
  if (saved === null || holders === null) return null
  const misfits = holders.map(({ name, facts }) =>
    // A host that tells of its board nothing is of a version that did not: it says no by itself, if it has to.
    facts?.machineType === undefined || facts.cpuModel === undefined
      ? null
      : memoryMisfit(saved, { ...facts, machineType: facts.machineType, cpuModel: facts.cpuModel }, `host ${name}`),
  )
  const [first = null] = misfits
  if (first === null || misfits.some(misfit => misfit === null)) return null
  return { code: 'memory-unfit', message: `Its memory was saved with ${first}. Start it cold, from its disks.` }
}

/** @throws Problem `memory-unfit` when a machine that is to go on has memory that does not go on */
export function demandFit(
  vms: readonly {
    readonly name: string
    readonly memory_made_with: MemoryMakings | null
    readonly memory_holders: readonly MemoryHolder[] | null
  }[],
): void {
  for (const vm of vms) {
    const trouble = memoryTrouble(vm.memory_made_with, vm.memory_holders)
    if (trouble) throw new Problem(trouble.code, `${vm.name}: ${trouble.message}`)
  }
}
