import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { runRead, runShown } from './run.mjs'
import { CannotInstall, say } from './say.mjs'

const listFile = new URL('../debian-packages.json', import.meta.url)

/** Debian's own place for settings of the cluster that postgresql-15 makes when it is installed. Source: createcluster.conf, `include_dir`. */
const clusterSettings = '/etc/postgresql-common/createcluster.d'

/**
 * Installs the Debian packages of the groups asked for. When none is missing it takes one `dpkg-query`.
 *
 * @param {readonly string[]} groups
 */
export function installDebianPackages(groups) {
  /** @type {Record<string, Record<string, string>>} */
  const list = JSON.parse(readFileSync(listFile, 'utf8'))
  const wanted = new Map(groups.flatMap(group => Object.entries(list[group] ?? {})))
  const missing = missingPackages([...wanted.keys()])
  if (missing.length === 0) return
  const names = missing.join(' ')
  if (process.getuid?.() !== 0)
    throw new CannotInstall(
      `These Debian packages are missing, and only root can install them: ${names}. Run the same command as root, or \`apt-get install ${names}\` first.`,
    )
  say('Installs from the Debian archive:')
  for (const name of missing) say(`  ${name}: ${wanted.get(name)}`)
  withoutDefaultCluster(() => {
    const install = [
      'apt-get',
      'install',
      '--yes',
      '--no-install-recommends',
      '-o',
      'DPkg::Lock::Timeout=120',
      ...missing,
    ]
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    if (runShown(['apt-get', 'update', '-o', 'DPkg::Lock::Timeout=120'], { env }) !== 0)
      say('apt-get update did not succeed; the package lists that are already here are used.')
    const code = runShown(install, { env })
    if (code !== 0)
      throw new CannotInstall(
        `apt-get could not install all of them (it ended with ${code}; its own words are above). Paddock is made for Debian 12 with its standard archive. Once \`apt-get install ${names}\` works, run this again.`,
      )
  })
}

/**
 * @param {readonly string[]} names
 * @returns {string[]} those that are not installed
 */
function missingPackages(names) {
  const answer = runRead([
    'dpkg-query',
    '--show',
    '--showformat',
    `\${binary:Package} \${db:Status-Status}\\n`,
    ...names,
  ])
  if (answer.code === 127)
    throw new CannotInstall(
      'There is no dpkg here. Paddock takes QEMU, PostgreSQL and its other tools from Debian 12: run it on such a machine.',
    )
  const installed = new Set()
  for (const line of answer.output.split('\n')) {
    const [name = '', status] = line.split(' ')
    // A package of several architectures is listed as "name:amd64".
    if (status === 'installed') installed.add(name.split(':')[0])
  }
  return names.filter(name => !installed.has(name))
}

/**
 * Keeps postgresql-15 from making and starting a database of its own, while `work` runs. Paddock makes one in its data folder.
 *
 * @param {() => void} work
 */
function withoutDefaultCluster(work) {
  const file = `${clusterSettings}/paddock.conf`
  mkdirSync(clusterSettings, { recursive: true })
  writeFileSync(
    file,
    '# Written by the set-up of Paddock while it installs, and removed afterwards.\ncreate_main_cluster = off\n',
  )
  try {
    work()
  } finally {
    rmSync(file, { force: true })
    // Leaves the folder to the package that owns it; where the package never arrived, nothing stays behind.
    if (
      existsSync(clusterSettings) &&
      readdirSync(clusterSettings).length === 0 &&
      !existsSync('/etc/postgresql-common/createcluster.conf')
    )
      rmdirSync(clusterSettings)
  }
}
