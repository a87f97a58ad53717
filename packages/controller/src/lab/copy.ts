import type { EndpointOf } from '@paddock/api'
import { type Caller, type LabId, Problem, type SnapshotId, type VmId, type VolumeId } from '@paddock/model'
import {
  type Granted,
  insertContents,
  type LabRow,
  labs,
  labWholes,
  projects,
  runs,
  type StoredSnapshot,
  type Tx,
  users,
  volumes,
} from '@paddock/store'
import type { z } from 'zod'
import type { Needs } from '../needs.ts'
import { takeSnapshot } from '../snapshot/take.ts'
import { comingUp, contentOf, newIdsFor, rowsOf } from './content.ts'
import { demandKept } from './power.ts'

type Wish = z.output<EndpointOf<'labCopy'>['body']>

/**
 * Makes copies of a lab behind fences of their own: equal addresses, names, disks; other ids.
 *
 * The lab's volumes become layers that the copies share; the lab goes on, on new tops. With memory a snapshot is taken, and the copies are that
 * snapshot's: they run as soon as it is taken.
 *
 * @throws Problem `not-found` for an owner or project that the caller may not use
 */
export async function copyLab(
  needs: Needs,
  tx: Tx,
  caller: Caller,
  lab: Granted<'lab.create', LabRow>,
  wish: Wish,
): Promise<LabId[]> {
  demandKept(lab)
  if (wish.memory) {
    const held = await labs.one(tx, caller, lab.id, 'lab.snapshot')
    const names = wish.copies.map(copy => copy.name).join(', ')
    const { id, content } = await takeSnapshot(needs, tx, caller, held, {
      name: `For ${names}`.slice(0, 100),
      description: '',
      memory: true,
    })
    return makeCopies(needs, tx, caller, { lab, content, snapshot: id, boot: 'what ran' }, wish)
  }
  const bases = await volumes.seal(tx, lab, needs.newId<'volume'> as () => VolumeId)
  const [whole] = await labWholes(tx, [lab.id])
  if (!whole) throw new Problem('not-found', 'The lab is gone.')
  const kept = { ...whole, vms: whole.vms.filter(vm => vm.intent !== 'deleted') }
  const content = contentOf(kept, { bases, ran: new Set(), memories: new Map() })
  return makeCopies(needs, tx, caller, { lab, content, snapshot: null, boot: 'all' }, wish)
}

/** What copies are made of: a lab's content, and whose snapshot it is. */
export interface Original {
  readonly lab: LabRow
  readonly content: StoredSnapshot
  readonly snapshot: SnapshotId | null
  /** What a started copy runs that has no memory to go on from. */
  readonly boot: 'all' | 'what ran'
}

/** Makes labs of a content that they share. @throws Problem `not-found` for an owner or project that the caller may not use */
export async function makeCopies(
  needs: Needs,
  tx: Tx,
  caller: Caller,
  { lab, content, snapshot, boot }: Original,
  wish: Pick<Wish, 'copies' | 'start'>,
): Promise<LabId[]> {
  const made: LabId[] = []
  for (const copy of wish.copies) {
    const project =
      copy.projectId === undefined ? lab.project_id : (await projects.one(tx, caller, copy.projectId, 'lab.create')).id
    const owner = copy.ownerId === undefined ? caller.user : (await users.recipient(tx, caller, copy.ownerId)).id
    const id = needs.newId<'lab'>()
    const ids = newIdsFor(content, needs.newId)
    const newVolume = needs.newId<'volume'> as () => VolumeId
    await insertContents(tx, {
      labs: [
        {
          id,
          tenant_id: lab.tenant_id,
          project_id: project,
          owner_id: owner,
          name: copy.name,
          description: lab.description,
          template_id: lab.template_id,
          template_name: lab.template_name,
          template_version: lab.template_version,
          copy_of: snapshot,
        },
      ],
      ...rowsOf(content, { tenant: lab.tenant_id, lab: id, ids, newVolume }),
    })
    made.push(id)
    const up = wish.start ? comingUp(content, boot) : []
    if (up.length > 0)
      await runs.begin(
        tx,
        await labs.one(tx, caller, id, 'lab.operate'),
        up.map(vm => ids.get(vm) as string as VmId),
        needs.newId<'run'>,
      )
  }
  return made
}
