import { bytes } from './quantity.ts'

/** "12 KiB/s". */
export const rate = (bytesPerSecond: number): string => `${bytes(Math.round(bytesPerSecond))}/s`

/** "12 K", where there is no room for more and what it is a rate of is said beside it: three figures at most. */
export const shortRate = (bytesPerSecond: number): string =>
  bytes(Math.round(bytesPerSecond))
    .replace(/iB$/, '')
    .replace(/^\d{4} ([BKMG])$/, (_, unit: string) => `1 ${{ B: 'K', K: 'M', M: 'G', G: 'T' }[unit]}`)
