import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { clusters, type Going, type Kept, pages, snapshotWorld } from './support/snapshot-world.ts'

/** More for a longer look: PADDOCK_TREE_OPERATIONS=3000. */
const operations = Number(process.env.PADDOCK_TREE_OPERATIONS ?? 300)
const machinesMax = 5
const treeMax = 14

/** Numbers that look random and are the same for the same seed (Mulberry32). */
function numbers(seed: number) {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (end: number): number => Math.floor(next() * end)
  const one = <T>(list: readonly T[]): T => list[below(list.length)] ?? assert.fail('There is nothing to choose from.')
  /** Some places, each with a byte. Some bytes are zero. */
  const some = (most: number, places: number) =>
    new Map(Array.from({ length: below(most + 1) }, () => [below(places), below(5) === 0 ? 0 : 1 + below(255)]))
  return { below, one, some }
}

/** Where in its tree a snapshot is that is to be deleted. */
const chosen = {
  newest: (tree: readonly Kept[]) => tree.at(-1),
  middle: (tree: readonly Kept[]) => tree.find(one => one.parent !== null && tree.some(other => other.parent === one)),
  root: (tree: readonly Kept[]) => tree.find(one => one.parent === null),
}

test(`after ${operations} random snapshots, copies, reverts, deletions and merges every disk and memory that is left holds what it should (SNP-1, LIB-6)`, async t => {
  const seed = Number(process.env.PADDOCK_TREE_SEED ?? randomInt(2 ** 31))
  t.diagnostic(`PADDOCK_TREE_SEED=${seed}`)
  const { below, one, some } = numbers(seed)
  const world = await snapshotWorld(t, { disk: 6, memory: 4 })
  await world.boot()
  const counts = { snapshot: 0, copy: 0, revert: 0, newest: 0, middle: 0, root: 0, merge: 0, merged: 0 }

  const write = (going: Going) =>
    world.write(going, some(3, clusters), { ram0: some(6, pages), 'vga.vram': some(2, pages) })
  async function snapshot(): Promise<void> {
    const going = one(world.machines)
    if (going.tree.length >= treeMax) return remove()
    await write(going)
    await world.snapshot(going)
    counts.snapshot++
  }
  async function copy(): Promise<void> {
    const from = one(world.machines)
    if (from.tree.length === 0) return snapshot()
    await world.copy(one(from.tree))
    counts.copy++
    // The oldest goes with its tree: what others were copied from it stays.
    if (world.machines.length > machinesMax) await world.end(world.machines[0] ?? assert.fail())
  }
  async function revert(): Promise<void> {
    const going = one(world.machines)
    if (going.tree.length === 0) return snapshot()
    await world.revert(going, one(going.tree))
    await write(going)
    counts.revert++
  }
  async function remove(): Promise<void> {
    const going = one(world.machines)
    const which = one(['newest', 'middle', 'root'] as const)
    const kept = chosen[which](going.tree)
    if (kept === undefined) return snapshot()
    world.remove(going, kept)
    counts[which]++
  }
  async function merge(): Promise<void> {
    counts.merged += await world.merge()
    counts.merge++
    await world.collect()
    if (below(3) === 0) await world.reborn()
    const { tree } = one(world.machines)
    if (tree.length > 0) await checkKept(one(tree))
  }
  async function checkKept(kept: Kept): Promise<void> {
    assert.deepEqual((await world.check(kept)).memory, kept.content.memory, `memory of ${kept.name}, seed ${seed}`)
  }
  async function check(going: Going): Promise<void> {
    await world.checkDisk(going)
    for (const kept of going.tree) await checkKept(kept)
  }

  const deeds = [snapshot, snapshot, snapshot, copy, revert, remove, remove]
  for (let at = 0; at < operations; at++) await (at % 30 === 29 ? merge() : one(deeds)())
  await merge()
  await world.reborn()
  t.diagnostic(JSON.stringify(counts))
  for (const going of world.machines) await check(going)
  for (const { depth, kind, named, children } of await world.collect()) {
    assert.ok(depth <= (kind === 'memory' ? 4 : 6), `a chain of ${depth}`)
    assert.ok(named || children > 1, 'a layer is left that nobody needs')
  }
})
