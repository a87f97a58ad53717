import type { SnapshotView } from '@paddock/api'
import { type Caller, Problem, type SnapshotId } from '@paddock/model'
import { checkRevision, labs, type SnapshotRow, snapshots, type Tx } from '@paddock/store'
import { viewPage } from '../http/page.ts'
import { labSummaries, labView } from '../lab/view.ts'
import type { TrashNeeds } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { templateDetail } from '../template/view.ts'
import { dispose } from '../trash/dispose.ts'
import { copySnapshot } from './copy.ts'
import { revertLab } from './revert.ts'
import { saveSnapshot } from './save.ts'
import { takeSnapshot } from './take.ts'
import { snapshotViews } from './view.ts'

type Ids =
  | 'snapshotList'
  | 'snapshotTake'
  | 'snapshotGet'
  | 'snapshotUpdate'
  | 'snapshotDelete'
  | 'snapshotCopy'
  | 'snapshotSave'
  | 'labRevert'

const about = (snapshot: Pick<SnapshotRow, 'id' | 'name' | 'lab_id'>) => ({
  kind: 'snapshot',
  id: snapshot.id,
  name: snapshot.name,
  lab: snapshot.lab_id,
})

export function snapshotRoutes(needs: TrashNeeds): Handlers<Ids> {
  const view = async (tx: Tx, caller: Caller, id: SnapshotId): Promise<SnapshotView> => {
    const snapshot = await snapshots.one(tx, caller, id, 'lab.view')
    const [shown] = await snapshotViews(tx, caller, [snapshot])
    if (!shown) throw new Problem('not-found', 'The snapshot is gone.')
    return shown
  }
  return {
    snapshotList: ({ caller, params, query, read }) =>
      read(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.view')
        const page = await snapshots.ofLab(tx, lab, query)
        return { ...viewPage(page, row => row), items: await snapshotViews(tx, caller, page.rows) }
      }),
    snapshotTake: ({ caller, params, body, change, about: say }) =>
      change(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.snapshot', { lock: true })
        say({ kind: 'lab', id: lab.id, name: lab.name, lab: lab.id })
        const { id } = await takeSnapshot(needs, tx, caller, lab, body)
        const shown = await view(tx, caller, id)
        say(about({ id, name: shown.name, lab_id: lab.id }))
        return shown
      }),
    snapshotGet: ({ caller, params, read }) => read(tx => view(tx, caller, params.snapshot)),
    snapshotUpdate: ({ caller, params, body, revision, change, about: say }) =>
      change(async tx => {
        const snapshot = await snapshots.one(tx, caller, params.snapshot, 'lab.snapshot', { lock: true })
        say(about(snapshot))
        checkRevision(snapshot, revision)
        await snapshots.update(tx, snapshot, body)
        return view(tx, caller, snapshot.id)
      }),
    snapshotDelete: ({ caller, params, query, revision, change, about: say }) =>
      change(async tx => {
        const snapshot = await snapshots.one(tx, caller, params.snapshot, 'lab.snapshot', { lock: true })
        say(about(snapshot))
        checkRevision(snapshot, revision)
        if (snapshot.lab.revert_to === snapshot.id)
          throw new Problem('in-use', `${snapshot.lab.name} is being reverted to it. Delete it when that is done.`)
        return dispose(needs, tx, caller, { kind: 'snapshot', snapshot, now: query.now })
      }),
    snapshotCopy: ({ caller, params, body, change, about: say }) =>
      change(async tx => {
        const snapshot = await snapshots.one(tx, caller, params.snapshot, 'lab.create', { lock: true })
        say(about(snapshot))
        const ids = await copySnapshot(needs, tx, caller, snapshot, body)
        return { labs: await labSummaries(tx, { ids }, needs.clock()) }
      }),
    snapshotSave: ({ caller, params, body, change, about: say }) =>
      change(async tx => {
        const snapshot = await snapshots.one(tx, caller, params.snapshot, 'template.create', { lock: true })
        say(about(snapshot))
        const template = await saveSnapshot(needs, tx, { caller, snapshot, ...body })
        say({ kind: 'template', id: template.id, name: template.name })
        return templateDetail(tx, template)
      }),
    labRevert: ({ caller, params, body, change, about: say }) =>
      change(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.snapshot', { lock: true })
        say({ kind: 'lab', id: lab.id, name: lab.name, lab: lab.id })
        await revertLab(needs, tx, caller, lab, body.snapshotId)
        return labView(tx, lab.id, needs.clock())
      }),
  }
}
