/** The roles in a tenant, as a form offers them. */
export const roles = [
  { value: 'none', label: 'None: by project' },
  { value: 'viewer', label: 'Viewer of all projects' },
  { value: 'member', label: 'Member of all projects' },
  { value: 'administrator', label: 'Administrator' },
]
