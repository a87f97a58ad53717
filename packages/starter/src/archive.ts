import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Workshop } from './workshop.ts'

/** How long the archive's lists are taken as current. */
const listsFreshMinutes = 12 * 60

/** apt-get as it is called here: with lists and packages in the cache folder, and this machine's own package state out of sight. */
type Apt = (...words: string[]) => Promise<string>

async function openApt(workshop: Workshop): Promise<Apt> {
  const at = (name: string): string => join(workshop.cacheFolder, name)
  for (const name of ['state', 'lists/partial', 'archives/partial', 'empty/partial'])
    await mkdir(at(name), { recursive: true })
  await writeFile(at('status'), '')
  const apt: Apt = (...words) =>
    workshop.run([
      // apt's own locks are this machine's; this one keeps makings in several processes apart.
      'flock',
      at('lock'),
      'apt-get',
      '--quiet',
      '--yes',
      `-oDir::State=${at('state')}`,
      `-oDir::State::status=${at('status')}`,
      `-oDir::State::lists=${at('lists')}`,
      `-oDir::Cache=${workshop.cacheFolder}`,
      `-oDir::Cache::archives=${at('archives')}`,
      '-oDir::Cache::pkgcache=pkgcache.bin',
      '-oDir::Cache::srcpkgcache=srcpkgcache.bin',
      '-oDebug::NoLocking=true',
      '-oAPT::Install-Recommends=false',
      '-oAcquire::Languages=none',
      '-oAcquire::Retries=3',
      // apt's download user may not enter a private cache folder; the hashes of what it fetches are checked all the same.
      '-oAPT::Sandbox::User=root',
      ...words,
    ])
  const fresh = await workshop.run(['find', at('lists'), '-name', 'fetched', '-mmin', `-${listsFreshMinutes}`])
  if (fresh === '') {
    await apt('update')
    await writeFile(at('lists/fetched'), '')
    await utimes(at('lists/fetched'), new Date(), new Date())
  }
  return apt
}

/**
 * Fetches packages, with all that they depend on, from the archive that this machine is set up for.
 *
 * This machine's own sources, proxies and keys are used, and nothing of its package state is read or changed: apt is shown an empty
 * machine (`Dir::State::status`), so it names every dependency, and its lists and packages lie in the cache folder.
 *
 * @returns the packages' files.
 */
export async function fetchPackages(workshop: Workshop, names: readonly string[]): Promise<string[]> {
  const at = (name: string): string => join(workshop.cacheFolder, name)
  const apt = await openApt(workshop)
  // What lies in the archives folder already is left out of the list, so the list is made with an empty one.
  const list = await apt(`-oDir::Cache::archives=${at('empty')}`, '--print-uris', 'install', ...names)
  await apt('--download-only', 'install', ...names)
  return packageFiles(list).map(file => join(at('archives'), file))
}

/** The file names in what `apt-get --print-uris` prints: 'address' file size hash. */
export function packageFiles(list: string): string[] {
  return [...list.matchAll(/^'[^']*' (\S+\.deb) \d+ /gm)].map(match => match[1] ?? '')
}

/** This machine's sources for one release of Debian, in the form of sources.list. @throws Error when it has none. */
export async function releaseSources(workshop: Workshop, codename: string): Promise<string> {
  const apt = await openApt(workshop)
  const format = '$(ORIGIN)|$(CODENAME)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(SIGNED_BY)'
  return sourceLines(await apt('indextargets', '--format', format, 'Created-By: Packages'), codename)
}

/** Lines of sources.list from what `apt-get indextargets` prints, for Debian's own archives of one release. A field that apt does not know stays as it was asked. */
export function sourceLines(targets: string, codename: string): string {
  const lines = targets
    .split('\n')
    .map(line => line.split('|'))
    .filter(([origin, code]) => origin === 'Debian' && (code === codename || code?.startsWith(`${codename}-`)))
    .map(
      ([, , uri, release, component, key]) =>
        `deb ${key?.startsWith('/') ? `[signed-by=${key}] ` : ''}${uri} ${release} ${component}`,
    )
  if (lines.length === 0)
    throw new Error(`The package sources of this computer (/etc/apt) have no archive of Debian's release ${codename}.`)
  return `${[...new Set(lines)].join('\n')}\n`
}
