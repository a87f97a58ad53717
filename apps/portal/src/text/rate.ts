import { bytes } from './quantity.ts'

/** "12 KiB/s". */
export const rate = (bytesPerSecond: number): string => `${bytes(Math.round(bytesPerSecond))}/s`

/** "12 K", where there is no room for more and what it is a rate of is said beside it. */
export const shortRate = (bytesPerSecond: number): string => bytes(Math.round(bytesPerSecond)).replace(/iB$/, '')
