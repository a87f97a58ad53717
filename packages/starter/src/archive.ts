import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Workshop } from './workshop.ts'

/** How long the archive's lists are taken as current. */
const listsFreshMinutes = 12 * 60

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
  for (const name of ['state', 'lists/partial', 'archives/partial', 'empty/partial'])
    await mkdir(at(name), { recursive: true })
  await writeFile(at('status'), '')
  const apt = (...words: string[]): Promise<string> =>
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
  // What lies in the archives folder already is left out of the list, so the list is made with an empty one.
  const list = await apt(`-oDir::Cache::archives=${at('empty')}`, '--print-uris', 'install', ...names)
  await apt('--download-only', 'install', ...names)
  return packageFiles(list).map(file => join(at('archives'), file))
}

/** The file names in what `apt-get --print-uris` prints: 'address' file size hash. */
export function packageFiles(list: string): string[] {
  return [...list.matchAll(/^'[^']*' (\S+\.deb) \d+ /gm)].map(match => match[1] ?? '')
}
