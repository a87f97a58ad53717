import { createController, secretsWith } from '@paddock/controller'
import { noLog } from '@paddock/host-api'
import { openDatabase } from '@paddock/store'

// One controller as a process of its own, so that a test can kill it: on the database that its first argument names. It prints where it listens.

const [, , connectionString = ''] = process.argv
const controller = await createController({
  database: openDatabase({ connectionString }),
  log: noLog,
  secrets: secretsWith([{ name: 'test', key: Buffer.alloc(32) }]),
  settings: { requestsPerMinute: 1_000_000 },
})
process.stdout.write(`${await controller.listen({ host: '127.0.0.1', port: 0 })}\n`)
