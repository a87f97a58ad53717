import { createHash } from 'node:crypto'

/** Four hexadecimal characters that every kernel object of an installation carries, so that several live side by side on one machine. */
export const installationTag = (data: string): string => createHash('sha256').update(data).digest('hex').slice(0, 4)
