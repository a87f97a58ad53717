import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { removeTree } from '@paddock/linux'
import { databaseUrl, ensureDatabase, startPostgres } from '@paddock/postgres'
import { migrate } from '@paddock/store'
import { Pool } from 'pg'
import { root } from '../check/root.ts'
import { readColumns } from './schema/columns.ts'
import { dumpSchema } from './schema/dump.ts'
import { typesOf } from './schema/types.ts'

// Writes packages/store/src/schema.gen.ts and packages/store/schema.sql: what a database looks like after all migrations.
const folder = mkdtempSync(join(tmpdir(), 'paddock-schema-'))
// The server runs as another user, who has to come through here.
chmodSync(folder, 0o755)
const name = { role: 'paddock', database: 'paddock' }
const postgres = await startPostgres({
  folder: join(folder, 'data'),
  socketFolder: join(folder, 'socket'),
  user: 'paddock-db',
  access: [{ osUser: userInfo().username, role: name.role }],
  durable: false,
  onLog: () => {},
})
const pool = new Pool({ connectionString: databaseUrl(postgres, name) })
// A connection that the server's end cuts off is no news here.
pool.on('error', () => {})
try {
  await ensureDatabase(postgres, name)
  await migrate(pool)
  writeFileSync(join(root, 'packages/store/src/schema.gen.ts'), typesOf(await readColumns(pool)))
  writeFileSync(join(root, 'packages/store/schema.sql'), dumpSchema(postgres, name.database))
} finally {
  await pool.end()
  await postgres.stop()
  await removeTree(folder, tmpdir())
}
