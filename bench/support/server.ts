import { join } from 'node:path'
import { run } from '@paddock/linux'

/** Words that come to an installation's embedded server as one of the two who may: the controller's user, and the server's own. */
const become = (user: string): string[] => ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups']

export const socketOf = (data: string): string => join(data, 'run', 'postgres')

/** PostgreSQL's own programs, on an installation's database. */
export const clientWords = (data: string, program: 'psql' | 'pgbench', ...rest: readonly string[]): string[] => [
  ...become('paddock'),
  program,
  '-h',
  socketOf(data),
  ...rest,
]

/** Runs SQL as the server's superuser, each text as a command of its own. */
export async function asSuperuser(data: string, database: string, ...sql: readonly string[]): Promise<string> {
  const words = [...become('paddock-db'), 'psql', '-h', socketOf(data), '-U', 'postgres', '-d', database, '-XAtq']
  return (
    await run([...words, '-v', 'ON_ERROR_STOP=1', ...sql.flatMap(text => ['-c', text])], {
      timeoutMs: 600_000,
      cwd: '/',
    })
  ).trim()
}

/** Runs a whole script as Paddock's role. */
export const asPaddock = (data: string, script: string): Promise<string> =>
  run(clientWords(data, 'psql', '-d', 'paddock', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-f', '-'), {
    timeoutMs: 1_200_000,
    input: script,
    cwd: '/',
  })
