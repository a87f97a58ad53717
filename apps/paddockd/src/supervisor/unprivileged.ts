import { stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { findUser } from '@paddock/linux'
import { controllerUser } from '../process/drop-privileges.ts'
import { Refusal } from '../refusal.ts'

/** Paddock's own program: the repository. */
const programFolder = resolve(import.meta.dirname, '../../../..')

/**
 * The words that run a program of ours as the controller's user, who has no capability and can gain none, and sees the program at `place`.
 *
 * The program may lie where that user can't go, such as a clone below /root: it is shown to it elsewhere, read-only, in a mount
 * namespace of its own. So the process never is root, and whatever it loads later it can still read.
 */
export async function unprivileged(words: readonly string[], { place }: { place: string }): Promise<string[]> {
  const user = await findUser(controllerUser)
  if (user === undefined || user.uid === 0)
    throw new Refusal(
      `This machine has no user ${controllerUser} to run the controller as. \`node tools/install.mjs\` makes it.`,
    )
  if (((await stat(import.meta.filename)).mode & 0o004) === 0)
    throw new Refusal(
      `Paddock's files in ${programFolder} can be read by their owner only, and the controller runs as another user. \`chmod -R go+rX ${programFolder}\` lets it read them.`,
    )
  return [
    ...['unshare', '--mount', '--propagation', 'unchanged', '--'],
    ...[join(import.meta.dirname, 'see-program.sh'), programFolder, place],
    ...['setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'],
    ...['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all'],
    ...words.map(word => shownAt(word, place)),
  ]
}

/** A path in the program's folder, as it is seen at the other place; any other word stays. */
function shownAt(word: string, place: string): string {
  return word.startsWith(`${programFolder}/`) ? join(place, relative(programFolder, word)) : word
}
