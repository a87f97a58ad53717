import { description, displayName, idSchema, role } from '@paddock/model'
import { z } from 'zod'
import { endpoint, moment, pageOf, pageQuery } from './endpoint.ts'

export const projectView = z.object({
  id: idSchema<'project'>(),
  name: z.string(),
  description: z.string(),
  labCount: z.int(),
  createdAt: moment,
  revision: z.int(),
})
export type ProjectView = z.infer<typeof projectView>

export const memberView = z.object({ userId: idSchema<'user'>(), name: z.string(), email: z.string(), role })
export type MemberView = z.infer<typeof memberView>

const params = z.strictObject({ project: idSchema<'project'>() })
const memberParams = z.strictObject({ project: idSchema<'project'>(), user: idSchema<'user'>() })

export const projectEndpoints = [
  endpoint('GET /v1/projects', {
    id: 'projectList',
    summary: 'Lists the projects that the caller may see.',
    permission: 'project.view',
    query: pageQuery,
    answer: pageOf(projectView),
  }),
  endpoint('POST /v1/projects', {
    id: 'projectCreate',
    summary: 'Creates a project.',
    permission: 'project.create',
    audit: 'project.create',
    body: z.strictObject({ name: displayName, description: description.default('') }),
    status: 201,
    answer: projectView,
    problems: ['name-taken'],
    idempotency: true,
    etag: true,
  }),
  endpoint('GET /v1/projects/{project}', {
    id: 'projectGet',
    summary: 'Shows a project.',
    permission: 'project.view',
    params,
    answer: projectView,
    problems: ['not-found'],
    etag: true,
  }),
  endpoint('PATCH /v1/projects/{project}', {
    id: 'projectUpdate',
    summary: 'Renames or describes a project.',
    permission: 'project.manage',
    audit: 'project.update',
    params,
    body: z.strictObject({ name: displayName.optional(), description: description.optional() }),
    answer: projectView,
    problems: ['not-found', 'name-taken', 'changed-meanwhile'],
    etag: true,
    ifMatch: true,
  }),
  endpoint('DELETE /v1/projects/{project}', {
    id: 'projectDelete',
    summary: 'Deletes an empty project.',
    permission: 'project.manage',
    audit: 'project.delete',
    params,
    problems: ['not-found', 'in-use', 'changed-meanwhile'],
    ifMatch: true,
  }),
  endpoint('GET /v1/projects/{project}/members', {
    id: 'projectMembers',
    summary: 'Lists who has a role in a project.',
    permission: 'project.view',
    params,
    query: pageQuery,
    answer: pageOf(memberView),
    problems: ['not-found'],
  }),
  endpoint('PUT /v1/projects/{project}/members/{user}', {
    id: 'projectAdmit',
    summary: 'Gives a person a role in a project.',
    permission: 'project.manage',
    audit: 'project.admit',
    params: memberParams,
    body: z.strictObject({ role }),
    answer: memberView,
    problems: ['not-found'],
  }),
  endpoint('DELETE /v1/projects/{project}/members/{user}', {
    id: 'projectExpel',
    summary: 'Takes a person’s role in a project away.',
    permission: 'project.manage',
    audit: 'project.expel',
    params: memberParams,
    problems: ['not-found'],
  }),
] as const
