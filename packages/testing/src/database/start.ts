import { randomBytes } from 'node:crypto'
import { after, type TestContext } from 'node:test'
import { databaseUrl } from '@paddock/postgres'
import { Client } from 'pg'
import { name, sharedServerVariable, templateDatabase } from './names.ts'
import { startTestServer, type TestServer } from './server.ts'

/** A database of a test's own, empty and of the newest shape. */
export interface TestDatabase {
  /** In the form of `DATABASE_URL`, as the role that the product has. */
  readonly url: string
  /** The same as the server's superuser, for what a test looks at from outside. */
  readonly superuserUrl: string
  readonly socketFolder: string
  /** Puts the database away. Done at the end of the test where one was given. */
  stop(): Promise<void>
}

// The server of a test file that is run alone. A whole run has one for all files, and says where in the environment.
let own: Promise<TestServer> | undefined
after(async () => (await own?.catch(() => undefined))?.stop())

/**
 * Makes a real PostgreSQL database for a test, as a copy of a migrated one: milliseconds once the server is up.
 *
 * The database is put away when the test ends, whoever is still connected to it.
 */
export async function startDatabase(t?: Pick<TestContext, 'after'>): Promise<TestDatabase> {
  const socketFolder = await serverSocket()
  const database = `test_${randomBytes(6).toString('hex')}`
  const admin = { connectionString: databaseUrl({ socketFolder }, { role: name.superuser, database: 'postgres' }) }
  await once(admin, `create database ${database} owner ${name.role} template ${templateDatabase}`)
  const started: TestDatabase = {
    url: databaseUrl({ socketFolder }, { role: name.role, database }),
    superuserUrl: databaseUrl({ socketFolder }, { role: name.superuser, database }),
    socketFolder,
    stop: () => once(admin, `drop database if exists ${database} with (force)`),
  }
  t?.after(() => started.stop())
  return started
}

async function serverSocket(): Promise<string> {
  const shared = process.env[sharedServerVariable]
  if (shared !== undefined) return shared
  own ??= startTestServer()
  return (await own).socketFolder
}

async function once(config: { connectionString: string }, sql: string): Promise<void> {
  const client = new Client(config)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
