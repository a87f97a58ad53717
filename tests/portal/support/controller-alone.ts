import { createController, secretsWith } from '@paddock/controller'
import { noLog } from '@paddock/host-api'
import { openDatabase } from '@paddock/store'

// One controller as a process of its own, so that a test can kill it: on the database that its first argument names, with the mail server of
// the second, and a clock that is so many milliseconds ahead as the third says. It prints where it listens.

const [, , connectionString = '', smtpUrl = '', aheadMs = '0'] = process.argv
const controller = await createController({
  database: openDatabase({ connectionString }),
  log: noLog,
  secrets: secretsWith([{ name: 'test', key: Buffer.from(process.env.PADDOCK_TEST_KEY ?? '', 'base64') }]),
  clock: () => new Date(Date.now() + Number(aheadMs)),
  settings: { requestsPerMinute: 1_000_000, smtpUrl: smtpUrl === '' ? null : smtpUrl },
})
process.stdout.write(`${await controller.listen({ host: '127.0.0.1', port: 0 })}\n`)
