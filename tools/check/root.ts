import { resolve } from 'node:path'

/** The repository's folder, without a slash at its end. */
export const root = resolve(import.meta.dirname, '../..')
