import { userInfo } from 'node:os'
import type { Log } from '@paddock/host-api'
import { findUser } from '@paddock/linux'
import { ensureDatabase, type Postgres, startPostgres } from '@paddock/postgres'
import type { Folders } from '../folders.ts'
import { controllerUser } from '../process/drop-privileges.ts'
import type { Service } from './service.ts'

/** The role that the controller has in the database, and the database that it owns. */
export const ours = { role: 'paddock', database: 'paddock' } as const

/** The user that the embedded database runs as on a machine where root starts it. */
const databaseUser = 'paddock-db'

/** The embedded database as a service. Only the controller's user can reach its socket. */
export function postgresService({ log, folders }: { log: Log; folders: Folders }): Service {
  return {
    name: 'database',
    async start() {
      const client = process.getuid?.() === 0 ? await findUser(controllerUser) : undefined
      const postgres: Postgres = await startPostgres({
        folder: folders.postgres,
        socketFolder: folders.postgresSocket,
        ...(client === undefined ? {} : { socketGid: client.gid }),
        user: databaseUser,
        access: [{ osUser: client?.name ?? userInfo().username, role: ours.role }],
        durable: true,
        onLog: line => log.info({ line }, 'database says'),
      })
      await ensureDatabase(postgres, ours)
      log.info({ server: postgres.pid }, 'database is up')
      return postgres
    },
  }
}
