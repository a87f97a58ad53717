import { members, projects } from '@paddock/store'
import { viewPage } from '../http/page.ts'
import type { Handlers } from '../route.ts'
import { demandNotAbove } from '../user/not-above.ts'
import { memberView } from './view.ts'

export function memberRoutes(): Handlers<'projectMembers' | 'projectAdmit' | 'projectExpel'> {
  return {
    projectMembers: ({ caller, params, query, read }) =>
      read(async tx => {
        const project = await projects.one(tx, caller, params.project, 'project.view')
        return viewPage(await members.page(tx, project, query), memberView)
      }),
    projectAdmit: ({ caller, params, body, change, about }) =>
      change(async tx => {
        const project = await projects.one(tx, caller, params.project, 'project.manage', { lock: true })
        about({ kind: 'project', id: project.id, name: project.name })
        demandNotAbove(caller, [body.role], project.id)
        return memberView(await members.admit(tx, project, params.user, body.role))
      }),
    projectExpel: ({ caller, params, change, about }) =>
      change(async tx => {
        const project = await projects.one(tx, caller, params.project, 'project.manage', { lock: true })
        about({ kind: 'project', id: project.id, name: project.name })
        await members.expel(tx, project, params.user)
        return undefined
      }),
  }
}
