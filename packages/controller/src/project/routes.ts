import { Problem } from '@paddock/model'
import { checkRevision, type ProjectRow, projects } from '@paddock/store'
import { viewPage } from '../http/page.ts'
import type { Needs } from '../needs.ts'
import type { Handlers } from '../route.ts'
import { projectView } from './view.ts'

const subject = (project: ProjectRow) => ({ kind: 'project', id: project.id, name: project.name })

type Ids = 'projectList' | 'projectCreate' | 'projectGet' | 'projectUpdate' | 'projectDelete'

export function projectRoutes({ newId, clock }: Needs): Handlers<Ids> {
  return {
    projectList: ({ caller, query, read }) =>
      read(async tx => viewPage(await projects.page(tx, caller, query), projectView)),
    projectCreate: ({ caller, body, change, about }) =>
      change(async tx => {
        if (caller.tenant === null)
          throw new Problem('not-allowed', 'Projects belong to tenants. Sign in at a tenant’s door.')
        const row = { id: newId<'project'>(), tenant_id: caller.tenant, created_at: clock(), ...body }
        const project = await projects.insert(tx, caller, row)
        about(subject(project))
        return projectView(project)
      }),
    projectGet: ({ caller, params, read }) =>
      read(async tx => projectView(await projects.one(tx, caller, params.project, 'project.view'))),
    projectUpdate: ({ caller, params, body, revision, change, about }) =>
      change(async tx => {
        const project = await projects.one(tx, caller, params.project, 'project.manage', { lock: true })
        about(subject(project))
        checkRevision(project, revision)
        return projectView(await projects.update(tx, project, body))
      }),
    projectDelete: ({ caller, params, revision, change, about }) =>
      change(async tx => {
        const project = await projects.one(tx, caller, params.project, 'project.manage', { lock: true })
        about(subject(project))
        checkRevision(project, revision)
        if (project.lab_count > 0)
          throw new Problem(
            'in-use',
            `${project.name} still has labs. Delete them first, and wait until they are gone.`,
          )
        if (project.trashed_lab_count > 0)
          throw new Problem(
            'in-use',
            `Labs of ${project.name} are in the trash, and could be restored to it. Remove them from there first.`,
          )
        await projects.remove(tx, project)
        return undefined
      }),
  }
}
