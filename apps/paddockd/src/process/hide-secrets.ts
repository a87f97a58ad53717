/** Names of values that no log may show, wherever in a line they stand. */
const secretKey =
  /"([A-Za-z_-]*(?:password|secret|token|cookie|authorization|apikey|privatekey|databaseurl)[A-Za-z_-]*)":("(?:[^"\\]|\\.)*"|\[[^\]]*\])/gi

/** A user's password in an address, as in `postgresql://paddock:secret@db/paddock`. */
const passwordInAddress = /(:\/\/[^:/?#\s"\\]+):[^@/\s"\\]+@/g

const bearer = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/-]+=*/g

/**
 * Takes what must not be shown out of a finished log line.
 *
 * On the line and not on its fields, so that it reaches every depth, errors and their causes, and text that others wrote.
 */
export function hideSecrets(line: string): string {
  return line
    .replace(secretKey, '"$1":"(hidden)"')
    .replace(passwordInAddress, '$1:(hidden)@')
    .replace(bearer, '$1 (hidden)')
}
