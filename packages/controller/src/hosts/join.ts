import type { HostHello } from '@paddock/host-api'
import { type Database, heartbeats } from '@paddock/store'

/** Writes down a host that joins, for the first time or again. */
export const joinHost = (database: Database, hello: HostHello): Promise<void> =>
  database.ofEveryone(tx => heartbeats.join(tx, { id: hello.host, name: hello.name, roles: [...hello.roles] }))
