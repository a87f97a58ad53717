import type { EndpointOf } from '@paddock/api'
import { type Caller, callerMayIn, type LabId, Problem } from '@paddock/model'
import { labs, projects, runs, type Tx } from '@paddock/store'
import type { z } from 'zod'
import type { Needs } from '../needs.ts'
import { fillLab } from './fill.ts'
import { instantiate, nothingPresent, startedOf } from './instantiate.ts'
import { checkLibrary, specOfTemplate } from './library.ts'

type Wish = z.output<EndpointOf<'labCreate'>['body']>

/**
 * Creates a lab from a template, from a document, or empty, and starts it if wished.
 *
 * Nothing happens on a host before the first start: only rows are written.
 *
 * @throws Problem `not-found` for a project, template, layer or ISO that the caller may not use, `limit-reached`, `no-free-address`
 */
export async function createLab(needs: Needs, tx: Tx, caller: Caller, wish: Wish): Promise<LabId> {
  const [project, from] = await Promise.all([
    projects.one(tx, caller, wish.projectId, 'lab.create'),
    wish.templateId === undefined
      ? null
      : specOfTemplate(tx, { id: wish.templateId, version: wish.templateVersion, names: wish.vms }),
  ])
  const spec = from?.spec ?? wish.spec ?? { networks: [], vms: [] }
  await checkLibrary(tx, spec)
  const id = needs.newId<'lab'>()
  const rows = instantiate(needs, { tenant: project.tenant_id, lab: id, spec, present: nothingPresent })
  await fillLab(tx, {
    ...rows,
    labs: [
      {
        id,
        tenant_id: project.tenant_id,
        project_id: project.id,
        owner_id: caller.user,
        name: wish.name,
        description: wish.description,
        template_id: from?.template.id ?? null,
        template_name: from?.template.name ?? null,
        template_version: from?.template.version ?? null,
      },
    ],
  })
  if (wish.start && rows.vms.length > 0) {
    if (!callerMayIn(caller, project.id, 'lab.operate'))
      throw new Problem('not-allowed', 'Your role lets you create labs, but not start them.')
    const lab = await labs.one(tx, caller, id, 'lab.operate')
    await runs.begin(tx, lab, startedOf(rows), needs.newId<'run'>)
  }
  return id
}
