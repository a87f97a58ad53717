import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { removeTree } from '@paddock/linux'
import { databaseUrl, startPostgres } from '@paddock/postgres'
import { migrate } from '@paddock/store'
import { Pool } from 'pg'
import { name, templateDatabase } from './names.ts'

/** A database server for tests, with a migrated database in it to copy. */
export interface TestServer {
  readonly socketFolder: string
  stop(): Promise<void>
}

/**
 * Starts a PostgreSQL for tests in a temporary folder: real, but not durable. Takes about a second.
 *
 * Whoever runs these tests may come in as Paddock's role and as the superuser.
 */
export async function startTestServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), 'paddock-test-'))
  // The server runs as another user, who has to come through here.
  await chmod(folder, 0o755)
  const me = userInfo().username
  const postgres = await startPostgres({
    folder: join(folder, 'data'),
    socketFolder: join(folder, 'socket'),
    user: 'paddock-db',
    access: [
      { osUser: me, role: name.role },
      { osUser: me, role: name.superuser },
      { osUser: 'paddock', role: name.role },
    ],
    durable: false,
    onLog: () => {},
  })
  const stop = async () => {
    await postgres.stop()
    await removeTree(folder, tmpdir())
  }
  try {
    await makeTemplate(postgres.socketFolder)
  } catch (problem) {
    await stop()
    throw problem
  }
  return { socketFolder: postgres.socketFolder, stop }
}

async function makeTemplate(socketFolder: string): Promise<void> {
  const admin = new Pool({
    connectionString: databaseUrl({ socketFolder }, { role: name.superuser, database: 'postgres' }),
  })
  await admin.query(`create role ${name.role} login`)
  await admin.query(`create database ${templateDatabase} owner ${name.role} template template0`)
  await admin.end()
  const pool = new Pool({
    connectionString: databaseUrl({ socketFolder }, { role: name.role, database: templateDatabase }),
  })
  await migrate(pool)
  await pool.end()
}
