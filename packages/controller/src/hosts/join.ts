import type { HostHello } from '@paddock/host-api'
import { type Database, heartbeats } from '@paddock/store'

/** Writes down hosts that join, for the first time or again. */
export const joinHosts = (database: Database, hellos: readonly HostHello[]): Promise<unknown> =>
  database.ofEveryone(tx =>
    Promise.all(
      hellos.map(hello => heartbeats.join(tx, { id: hello.host, name: hello.name, roles: [...hello.roles] })),
    ),
  )
