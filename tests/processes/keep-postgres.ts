import { ensureDatabase, startPostgres } from '@paddock/postgres'

// Starts PostgreSQL in the folder given and keeps it until it is killed: what the tests kill in place of a supervisor.
const folder = process.argv[2] ?? ''
const postgres = await startPostgres({
  folder: `${folder}/postgres`,
  socketFolder: `${folder}/socket`,
  user: 'paddock-db',
  access: [{ osUser: 'root', role: 'paddock' }],
  durable: true,
  onLog: line => process.stderr.write(`${line}\n`),
})
await ensureDatabase(postgres, { role: 'paddock', database: 'paddock' })
process.stdout.write(`${postgres.pid}\n`)
setInterval(() => {}, 60_000)
