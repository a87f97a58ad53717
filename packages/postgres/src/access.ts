/** Lets one user of the machine in as one role of the database. */
export interface Access {
  readonly osUser: string
  readonly role: string
}

/**
 * The two files that say who may come in: only through the Unix socket, and only as the roles listed for the user at its other end,
 * which the kernel names. No password exists. Source: PostgreSQL documentation, "Peer Authentication", "User Name Maps".
 */
export function accessFiles(access: readonly Access[], serverUser: string): { hba: string; ident: string } {
  const all = [{ osUser: serverUser, role: 'postgres' }, ...access]
  return {
    hba: 'local all all peer map=paddock\n',
    ident: all.map(({ osUser, role }) => `paddock ${quoted(osUser)} ${quoted(role)}\n`).join(''),
  }
}

function quoted(name: string): string {
  if (!/^[A-Za-z0-9_.-]+$/.test(name)) throw new Error(`“${name}” can't stand in a user name map.`)
  return `"${name}"`
}
