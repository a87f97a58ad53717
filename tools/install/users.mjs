import { readFileSync } from 'node:fs'
import { runShown } from './run.mjs'
import { CannotInstall, say } from './say.mjs'

/** The system users that Paddock's processes run as: one each, so that none can touch what belongs to another. */
const users = {
  paddock: 'the controller, the only process that listens to the network',
  'paddock-db': 'the embedded PostgreSQL',
}

/** Makes the system users that are not there yet. */
export function makeUsers() {
  const known = new Set(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map(line => line.split(':')[0]),
  )
  for (const [name, purpose] of Object.entries(users)) {
    if (known.has(name)) continue
    if (process.getuid?.() !== 0)
      throw new CannotInstall(
        `The system user ${name} (for ${purpose}) is missing, and only root can make it. Run the same command as root.`,
      )
    say(`Makes the system user ${name}: ${purpose}`)
    const home = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin']
    const code = runShown(['useradd', '--system', '--user-group', ...home, name])
    if (code !== 0) throw new CannotInstall(`useradd could not make the user ${name} (it ended with ${code}).`)
  }
}
