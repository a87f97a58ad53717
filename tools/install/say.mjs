/** Writes one line of what the set-up does, marked so that it stands out from the output of the tools it calls. */
export function say(/** @type {string} */ line) {
  process.stdout.write(`» ${line}\n`)
}

/** A reason why the set-up can't go on, worded for the person who ran it: it is printed without a stack. */
export class CannotInstall extends Error {
  /** @override */
  name = 'CannotInstall'
}
