import type { EndpointOf } from '@paddock/api'
import { type Caller, type LabId, Problem } from '@paddock/model'
import { type Granted, type InLab, type SnapshotRow, type StoredSnapshot, snapshots, type Tx } from '@paddock/store'
import type { z } from 'zod'
import { makeCopies } from '../lab/copy.ts'
import type { Needs } from '../needs.ts'
import { memoryTrouble } from '../vm/memory-trouble.ts'

type Wish = z.output<EndpointOf<'snapshotCopy'>['body']>

/**
 * Makes labs of a snapshot. What ran in it goes on in them; `cold` it boots, from the disks of that instant.
 *
 * @throws Problem `not-now` for one that was not taken, `memory-unfit` for one whose memory does not go on
 */
export async function copySnapshot(
  needs: Needs,
  tx: Tx,
  caller: Caller,
  snapshot: Granted<'lab.create', InLab<SnapshotRow>>,
  wish: Wish,
): Promise<LabId[]> {
  const { id, lab, name, state, content } = snapshot
  if (state === 'failed') throw new Problem('not-now', `${name} was not taken. Take another one.`)
  if (wish.start && !wish.cold) {
    const { memories } = await snapshots.details(tx, [id])
    const [trouble] = memories.flatMap(one => memoryTrouble(one.compatibility, one.holders) ?? [])
    if (trouble) throw new Problem(trouble.code, `${name}: ${trouble.message}`)
  }
  const original = { lab, content: wish.cold ? coldOf(content) : content, snapshot: id, boot: 'what ran' } as const
  return makeCopies(needs, tx, caller, original, wish)
}

/** A content without memory: what would go on from it boots. */
const coldOf = (content: StoredSnapshot): StoredSnapshot => ({
  ...content,
  vms: content.vms.map(vm => ({ ...vm, memory: null, ran: vm.ran || vm.memory !== null })),
})
