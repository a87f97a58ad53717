import type { LabId } from '@paddock/model'
import { audit, checkRevision, type Granted, type LabRow, labs, type Tx } from '@paddock/store'
import { deedView } from '../audit/routes.ts'
import type { HostRegistry } from '../hosts/registry.ts'
import { pageOf, startOfPage, viewPage } from '../http/page.ts'
import type { TrashNeeds } from '../needs.ts'
import type { Asked, Handlers } from '../route.ts'
import { dispose } from '../trash/dispose.ts'
import { addToLab } from './add.ts'
import { copyLab } from './copy.ts'
import { createLab } from './create.ts'
import { demandKept, powerLabOff, resetLab, startLab, stopLab } from './power.ts'
import { resumeLab, suspendLab } from './suspend.ts'
import { hostOfLab, readTraffic } from './traffic.ts'
import { labSummaries, labView } from './view.ts'

type Power = 'labStart' | 'labStop' | 'labSuspend' | 'labResume' | 'labPowerOff' | 'labReset'

export function labRoutes(
  needs: TrashNeeds & { hosts: HostRegistry },
): Handlers<
  | 'labList'
  | 'labCreate'
  | 'labGet'
  | 'labUpdate'
  | 'labDelete'
  | 'labCopy'
  | 'labAdd'
  | 'labActivity'
  | 'labTraffic'
  | Power
> {
  const about = (lab: { id: LabId; name: string }) => ({ kind: 'lab', id: lab.id, name: lab.name, lab: lab.id })
  /** Fetches the lab, locked, for this caller and with `lab.operate`, and hands it to the verb. */
  const power = (
    { caller, params, change, about: say }: Pick<Asked<'labStart'>, 'caller' | 'params' | 'change' | 'about'>,
    verb: (tx: Tx, lab: Granted<'lab.operate', LabRow>) => Promise<void>,
  ) =>
    change(async tx => {
      const lab = await labs.one(tx, caller, params.lab, 'lab.operate', { lock: true })
      say(about(lab))
      await verb(tx, lab)
      return labView(tx, lab.id, needs.clock())
    })
  return {
    labList: ({ caller, query, read }) =>
      read(async tx => {
        const ids = await labs.page(tx, caller, {
          before: startOfPage<LabId>(query.cursor),
          limit: query.limit,
          project: query.project,
          search: query.search,
        })
        const page = pageOf(ids, query.limit, id => id)
        return { ...page, items: await labSummaries(tx, { ids: page.items }, needs.clock()) }
      }),
    labGet: ({ caller, params, read }) =>
      read(async tx => labView(tx, (await labs.one(tx, caller, params.lab, 'lab.view')).id, needs.clock())),
    labActivity: ({ caller, params, query, read }) =>
      read(async tx =>
        viewPage(await audit.ofLab(tx, await labs.one(tx, caller, params.lab, 'lab.view'), query), deedView),
      ),
    // The host is asked when the transaction is over: none waits for a host.
    labTraffic: async ({ caller, params, read }) => {
      const host = await read(async tx => hostOfLab(tx, await labs.one(tx, caller, params.lab, 'lab.view')))
      return readTraffic(needs, host, params.lab)
    },
    labCreate: ({ caller, body, change, about: say }) =>
      change(async tx => {
        const id = await createLab(needs, tx, caller, body)
        say(about({ id, name: body.name }))
        return labView(tx, id, needs.clock())
      }),
    labUpdate: ({ caller, params, body, revision, change, about: say }) =>
      change(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.edit', { lock: true })
        say(about(lab))
        checkRevision(lab, revision)
        demandKept(lab)
        await labs.update(tx, lab, body)
        return labView(tx, lab.id, needs.clock())
      }),
    labDelete: ({ caller, params, query, revision, change, about: say }) =>
      change(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.delete', { lock: true })
        say(about(lab))
        checkRevision(lab, revision)
        return dispose(needs, tx, caller, { kind: 'lab', lab, now: query.now })
      }),
    labStart: asked => power(asked, (tx, lab) => startLab(needs, tx, lab, asked.body)),
    labStop: asked => power(asked, (tx, lab) => stopLab(needs, tx, lab, asked.body.graceSeconds)),
    labSuspend: asked => power(asked, (tx, lab) => suspendLab(needs, tx, lab)),
    labResume: asked => power(asked, (tx, lab) => resumeLab(needs, tx, lab)),
    labPowerOff: asked => power(asked, (tx, lab) => powerLabOff(needs, tx, lab)),
    labReset: asked => power(asked, (tx, lab) => resetLab(needs, tx, lab)),
    labCopy: ({ caller, params, body, change, about: say }) =>
      change(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.create', { lock: true })
        say(about(lab))
        const ids = await copyLab(needs, tx, caller, lab, body)
        return { labs: await labSummaries(tx, { ids }, needs.clock()) }
      }),
    labAdd: ({ caller, params, body, change, about: say }) =>
      change(async tx => {
        const lab = await labs.one(tx, caller, params.lab, 'lab.edit', { lock: true })
        say(about(lab))
        await addToLab(needs, tx, lab, body)
        return labView(tx, lab.id, needs.clock())
      }),
  }
}
