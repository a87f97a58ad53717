import type { MemberView, ProjectView } from '@paddock/api'
import type { MemberRow, ProjectRow } from '@paddock/store'

export const projectView = (project: ProjectRow): ProjectView => ({
  id: project.id,
  name: project.name,
  description: project.description,
  labCount: project.lab_count,
  createdAt: project.created_at.toISOString(),
  revision: project.revision,
})

export const memberView = ({ id, name, email, role }: MemberRow): MemberView => ({ userId: id, name, email, role })
